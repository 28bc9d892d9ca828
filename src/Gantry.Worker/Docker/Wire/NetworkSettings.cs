using System.Diagnostics.CodeAnalysis;

namespace Gantry.Worker.Docker.Wire;

internal sealed record NetworkSettings
{
    /// <summary>By network name.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, EndpointSettings> Networks
    {
        get;
        init => field = value ?? new Dictionary<string, EndpointSettings>();
    } = new Dictionary<string, EndpointSettings>();

    /// <summary>Published ports by <c>80/tcp</c>; the value is null for one that is exposed only.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, IReadOnlyList<PortBinding>?> Ports
    {
        get;
        init => field = value ?? new Dictionary<string, IReadOnlyList<PortBinding>?>();
    } = new Dictionary<string, IReadOnlyList<PortBinding>?>();
}
