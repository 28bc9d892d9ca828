using System.Diagnostics.CodeAnalysis;

namespace Gantry.Worker.Docker.Wire;

internal sealed record VolumeDetails
{
    public required string Name { get; init; }

    public required string Driver { get; init; }

    public string? Mountpoint { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string? Scope { get; init; }

    [AllowNull]
    public IReadOnlyDictionary<string, string> Options
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    [AllowNull]
    public IReadOnlyDictionary<string, string> Labels
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();
}
