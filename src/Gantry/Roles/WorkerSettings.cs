using System.Net;
using Gantry.Worker.Docker;

namespace Gantry.Roles;

/// <summary>How one worker was started, by itself or within a server.</summary>
/// <param name="Advertise">Address or name at which others reach this machine.</param>
/// <param name="Name">What the node would like to be called.</param>
internal sealed record WorkerSettings(string DataDirectory, EngineAddress Engine, string Advertise, string Name, IPEndPoint? DnsListen);
