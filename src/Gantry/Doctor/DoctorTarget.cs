using System.Net;
using Gantry.Worker.Docker;

namespace Gantry.Doctor;

/// <summary>What of this machine is looked at: what was typed, else what a server or worker here would take.</summary>
/// <param name="Manager">Whom to call; null: whom the data folder names.</param>
internal sealed record DoctorTarget(
    string DataDirectory, EngineAddress Engine, Uri? Manager, IPEndPoint ApiListen, IPEndPoint TelemetryListen, IPEndPoint? DnsListen);
