using System.Collections.ObjectModel;

namespace Gantry.Model.Volumes;

/// <summary>A volume that a stack names.</summary>
/// <param name="Name">Full name on the engine, for example <c>shop_data</c>.</param>
/// <param name="External">Must exist already; never made or removed by us.</param>
public sealed record VolumeSpec(string Name, bool External = false)
{
    public string Driver { get; init => field = value ?? "local"; } = "local";

    public IReadOnlyDictionary<string, string> Options { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;
}
