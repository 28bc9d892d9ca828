using Gantry.Model.Services;

namespace Gantry.Manager.Control;

/// <summary>What <c>scale</c> and <c>update</c> changed, in words. Values of variables may be secrets: names only.</summary>
internal static class OverrideText
{
    private const string Set = "(set by scale or update)";

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

    /// <summary>What of it the next deploy takes away, one sentence each. What the file says by now as well is not lost.</summary>
    public static IEnumerable<string> Replaced(Service service, ServiceSpec next)
    {
        var overrides = service.Overrides;
        if (overrides.Replicas is { } replicas && replicas != next.Replicas)
            yield return $"{service.FullName}: replicas {replicas} {Set} gives way to {next.Replicas} of the file.";
        if (overrides.Image is { } image && image != next.Container.Image)
            yield return $"{service.FullName}: image {image} {Set} gives way to {next.Container.Image} of the file.";

        var environment = next.Container.Environment;
        foreach (var (name, value) in overrides.EnvAdd.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (!environment.TryGetValue(name, out var written))
                yield return $"{service.FullName}: variable {name} {Set} goes, as the file has none.";
            else if (written != value)
                yield return $"{service.FullName}: variable {name} {Set} gives way to the value of the file.";
        }

        foreach (var name in overrides.EnvRemove.Where(environment.ContainsKey).Order(StringComparer.Ordinal))
            yield return $"{service.FullName}: variable {name} (removed by update) comes back from the file.";
    }
}
