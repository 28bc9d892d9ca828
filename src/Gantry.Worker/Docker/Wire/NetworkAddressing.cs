namespace Gantry.Worker.Docker.Wire;

/// <summary>Where a network's addresses come from (the engine's IPAM).</summary>
internal sealed record NetworkAddressing
{
    public string? Driver { get; init; }

    public IReadOnlyList<AddressPool>? Config { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }
}
