using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Networking;

/// <summary>Makes the kernel's published ports match a full set. Safe to repeat; the rules outlive the process.</summary>
/// <param name="suffix">Tells this server's table from those of others on the machine: 1 to 20 of <c>[a-z0-9_]</c>.</param>
internal sealed class PortRoutes(string suffix, ILogger<PortRoutes> log)
{
    /// <exception cref="NetworkingException">A tool is missing or the kernel refused; says which and what to do.</exception>
    public Task<ApplyOutcome> ApplyAsync(PortRouteSet wanted, CancellationToken ct) => throw new NotImplementedException($"{suffix}{log}{wanted}{ct}");

    /// <summary>Removes all rules of this suffix and nothing else.</summary>
    public Task RemoveAllAsync(CancellationToken ct) => throw new NotImplementedException($"{suffix}{ct}");
}
