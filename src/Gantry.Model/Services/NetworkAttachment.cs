namespace Gantry.Model.Services;

/// <summary>A network that the container is on.</summary>
/// <param name="Network">The network's full name, for example <c>shop_default</c>.</param>
/// <param name="Aliases">Names that answer on this network besides the service's own.</param>
public sealed record NetworkAttachment(string Network, IReadOnlyList<string> Aliases)
{
    /// <summary>Fixed IPv4 address; only one task can have it.</summary>
    public string? Ipv4Address { get; init; }
}
