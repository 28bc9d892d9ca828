using System.Net.Sockets;

namespace Gantry.Worker.Docker;

/// <summary>A connection that carries a process's input and output instead of HTTP.</summary>
internal sealed record EngineHijack(EngineStream Stream, Socket Socket)
{
    /// <summary>HttpClient's stream cannot close one half alone, hence the socket.</summary>
    public void CloseSending()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The process has ended and the connection with it: there is no input left to close.
        }
    }
}
