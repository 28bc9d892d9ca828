using System.Collections.ObjectModel;

namespace Gantry.Model.Networks;

/// <summary>A network that a stack names.</summary>
/// <param name="Name">Full name on the engine, for example <c>shop_default</c>.</param>
/// <param name="External">Must exist already; never made or removed by us.</param>
public sealed record NetworkSpec(string Name, bool External = false)
{
    public string Driver { get; init => field = value ?? "bridge"; } = "bridge";

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    /// <summary>Set by the file: used instead of an allocated range. CIDR.</summary>
    public string? Subnet { get; init; }

    public IReadOnlyDictionary<string, string> Options { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;
}
