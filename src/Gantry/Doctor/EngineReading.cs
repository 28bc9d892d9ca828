using System.Net;

namespace Gantry.Doctor;

/// <param name="RootFolder">Where the engine keeps images and containers; null: it did not tell.</param>
/// <param name="Bridge">The interface of its own network.</param>
/// <param name="Gateways">This machine's addresses on networks of Gantry, at which names are answered.</param>
internal sealed record EngineReading(EngineAnswer Answer, string? RootFolder, string? Bridge, IReadOnlyList<IPAddress> Gateways)
{
    public static EngineReading Of(EngineAnswer answer) => new(answer, null, null, []);
}
