using System.Diagnostics;
using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>Whether the engine can be driven. Pure.</summary>
internal static class EngineCheck
{
    /// <param name="address">As <c>unix:///PATH</c>.</param>
    public static CheckItem Of(string address, EngineAnswer engine) => engine switch
    {
        EngineAnswer.NoSocket => CheckItem.Fail(
            "engine", $"There is no socket at {address}.",
            "Install and start Docker: apt-get install docker.io (dnf install moby-engine, apk add docker). Or name its socket with --engine."),
        EngineAnswer.Denied => CheckItem.Fail("engine", $"This user may not open {address}.", "Run it as root, or: usermod -aG docker $USER, and log in anew."),
        EngineAnswer.Silent { Reason: var reason } => CheckItem.Fail(
            "engine", $"{address}: {reason}.", "systemctl restart docker; its log: journalctl -u docker."),
        EngineAnswer.Unsupported { Reason: var reason } => CheckItem.Fail(
            "engine", $"{address}: {reason}.", "Install Docker Engine 20.10 or newer, or name its socket with --engine."),
        EngineAnswer.Told { Os: not "linux" } told => CheckItem.Fail(
            "engine", $"The engine {told.Version} runs containers of {told.Os}.", "Give Gantry a Docker Engine for Linux containers."),
        EngineAnswer.Told { IsRootless: true } told => CheckItem.Warn(
            "engine", $"The engine {told.Version} is rootless: published ports and limits may not work.", "Name the engine that root runs: --engine unix:///var/run/docker.sock."),
        EngineAnswer.Told told => CheckItem.Pass("engine", $"{told.Version}, API {told.Api}, {told.StorageDriver}"),
        _ => throw new UnreachableException(),
    };
}
