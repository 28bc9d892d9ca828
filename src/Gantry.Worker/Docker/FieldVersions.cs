using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>
/// Fields that came after API 1.41. An older engine ignores them in silence, and nothing may be dropped in silence.
/// </summary>
internal static class FieldVersions
{
    /// <exception cref="EngineException">Unsupported: a field is set that this version would ignore.</exception>
    public static void Demand(EngineCall call, ApiVersion version, IEnumerable<DatedField> fields)
    {
        var newer = fields.Where(f => f.IsSet && version < f.Since).Select(f => $"{f.Name} (API {f.Since})").ToList();
        if (newer.Count > 0)
        {
            throw EngineException.Unsupported(
                call, $"it speaks API {version} and would ignore {string.Join(", ", newer)}: upgrade it or leave that out");
        }
    }

    /// <summary>
    /// The body without what an older engine does well without: how often a starting container is checked. The manager has
    /// said so to who deployed it.
    /// </summary>
    public static CreateContainer Fitting(CreateContainer body, ApiVersion version) => body.Healthcheck is { StartInterval: not null } check && version < new ApiVersion(1, 44)
        ? body with { Healthcheck = check with { StartInterval = null } }
        : body;

    public static IEnumerable<DatedField> Of(CreateContainer body) =>
    [
        new("HostConfig.Annotations", new(1, 43), body.HostConfig?.Annotations is { Count: > 0 }),
        new("NetworkingConfig with several networks", new(1, 44), body.NetworkingConfig?.EndpointsConfig.Count > 1),
        .. (body.HostConfig?.Mounts ?? []).SelectMany(Of),
        .. (body.NetworkingConfig?.EndpointsConfig.Values ?? []).SelectMany(Of),
    ];

    public static IEnumerable<DatedField> Of(EndpointSettings endpoint) =>
    [
        new("EndpointSettings.GwPriority", new(1, 48), endpoint.GwPriority is not null),
        new("EndpointSettings.MacAddress", new(1, 44), endpoint.MacAddress is not null),
    ];

    private static IEnumerable<DatedField> Of(Mount mount) =>
    [
        new("BindOptions.CreateMountpoint", new(1, 42), mount.BindOptions?.CreateMountpoint is true),
        new("BindOptions.ReadOnlyNonRecursive", new(1, 44), mount.BindOptions?.ReadOnlyNonRecursive is true),
        new("BindOptions.ReadOnlyForceRecursive", new(1, 44), mount.BindOptions?.ReadOnlyForceRecursive is true),
        new("VolumeOptions.Subpath", new(1, 45), mount.VolumeOptions?.Subpath is not null),
        new("TmpfsOptions.Options", new(1, 46), mount.TmpfsOptions?.Options is { Count: > 0 }),
        new("a mount of type image", new(1, 48), mount.Type == "image"),
    ];

    /// <summary>A field that a body may set, and the first API version that knows it.</summary>
    internal readonly record struct DatedField(string Name, ApiVersion Since, bool IsSet);
}
