namespace Gantry.Worker.Networking;

internal enum PortProtocol
{
    Tcp,
    Udp,
    Sctp,
}
