using Gantry.Model.Services;

namespace Gantry.Manager.Control;

/// <summary>What <c>scale</c> and <c>update</c> changed, in words. Values of variables may be secrets: names only.</summary>
internal static class OverrideText
{
    public static IEnumerable<string> Of(Service service)
    {
        var (file, overrides) = (service.FileSpec, service.Overrides);
        if (overrides.Replicas is { } replicas)
            yield return $"replicas {replicas} (file: {file.Replicas})";
        if (overrides.Image is { } image)
            yield return $"image {image} (file: {file.Container.Image})";
        foreach (var name in overrides.EnvAdd.Keys.Order(StringComparer.Ordinal))
            yield return $"environment +{name}";
        foreach (var name in overrides.EnvRemove.Order(StringComparer.Ordinal))
            yield return $"environment -{name}";
    }
}
