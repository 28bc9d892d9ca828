using System.Net;
using Gantry.Worker.Docker;

namespace Gantry.Roles;

/// <summary>How one server was started. Every path that it opens lies under the data directory, or is the socket.</summary>
/// <param name="Advertise">Address or name at which others reach this machine.</param>
internal sealed record ServerSettings(
    string DataDirectory,
    string SocketPath,
    EngineAddress Engine,
    IPEndPoint ApiListen,
    IPEndPoint TelemetryListen,
    string Advertise,
    string Name,
    IPEndPoint? DnsListen)
{
    public string StorePath => Path.Combine(DataDirectory, "state.db");

    /// <summary>What workers and clients on other machines dial.</summary>
    public string ManagerAddress => $"https://{(Advertise.Contains(':', StringComparison.Ordinal) ? $"[{Advertise}]" : Advertise)}:{ApiListen.Port}";

    public WorkerSettings Worker => new(DataDirectory, Engine, Advertise, Name, DnsListen);
}
