namespace Gantry.Worker.Docker.Wire;

internal sealed record CreateVolume(string Name)
{
    public string? Driver { get; init; }

    public IReadOnlyDictionary<string, string>? DriverOpts { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
