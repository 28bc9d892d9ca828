using System.Collections.ObjectModel;

namespace Gantry.Model.Services;

/// <summary>Devices that a driver of the engine picks.</summary>
/// <param name="Capabilities">All of these: <c>gpu</c>, <c>compute</c>.</param>
public sealed record DeviceRequest(IReadOnlyList<string> Capabilities)
{
    /// <summary>Null: whichever driver has the capabilities.</summary>
    public string? Driver { get; init; }

    /// <summary>-1 is all; 0 where <see cref="Ids"/> name them.</summary>
    public int Count { get; init; }

    public IReadOnlyList<string> Ids { get; init => field = value ?? []; } = [];

    public IReadOnlyDictionary<string, string> Options { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;
}
