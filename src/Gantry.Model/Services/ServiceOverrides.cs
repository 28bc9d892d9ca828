using System.Collections.ObjectModel;

namespace Gantry.Model.Services;

/// <summary>
/// What <c>service scale</c> and <c>service update</c> changed since the file was deployed. <c>ps</c> and <c>plan</c> show them;
/// the next deploy takes the file's values and says so.
/// </summary>
public sealed record ServiceOverrides
{
    public static readonly ServiceOverrides None = new();

    public int? Replicas { get; init; }

    public string? Image { get; init; }

    public IReadOnlyDictionary<string, string> EnvAdd { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyList<string> EnvRemove { get; init => field = value ?? []; } = [];

    public bool IsEmpty => Replicas is null && Image is null && EnvAdd.Count == 0 && EnvRemove.Count == 0;

    public ServiceSpec ApplyTo(ServiceSpec spec)
    {
        if (IsEmpty)
            return spec;

        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in spec.Container.Environment)
            environment[name] = value;
        foreach (var name in EnvRemove)
            environment.Remove(name);
        foreach (var (name, value) in EnvAdd)
            environment[name] = value;

        // The digest is what the file's image was found to be: another image has none.
        var container = Image is null
            ? spec.Container with { Environment = environment }
            : spec.Container with { Image = Image, ImageDigest = null, BuiltImage = null, Environment = environment };
        return spec with { Container = container, Replicas = Replicas ?? spec.Replicas };
    }
}
