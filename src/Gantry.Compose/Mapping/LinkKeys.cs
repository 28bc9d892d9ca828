using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>links</c> and <c>volumes_from</c>: what a service takes from another by name. Either waits for it.</summary>
internal static class LinkKeys
{
    private const string OfContainer = "container:";

    /// <summary><c>SERVICE[:ALIAS]</c></summary>
    public static void Read(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            if (item.WordIfAny() is not { } text)
                continue;
            var parts = text.Split(':');
            if (parts.Length > 2 || parts.Any(p => p.Length == 0))
                item.Error("bad_link", $"{item.Path} {item.Shown} is not a link.", "Write SERVICE or SERVICE:ALIAS.");
            else
                service.Links.Add((new Link(parts[0], parts[^1]), item.Position));
        }
    }

    /// <summary><c>SERVICE[:ro|rw]</c></summary>
    public static void ReadVolumesFrom(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            if (item.WordIfAny() is not { } text)
                continue;
            var parts = text.Split(':');
            if (text.StartsWith(OfContainer, StringComparison.Ordinal))
                item.Error("unsupported_value", $"{item.Path} is {item.Shown}, a container that Gantry did not make, and it need not be on the task's node.", "Give both a named volume, marked external.");
            else if (parts is not ([_] or [_, "ro" or "rw"]))
                item.Error("bad_volume", $"{item.Path} {item.Shown} is not a service to take volumes from.", "Write SERVICE or SERVICE:ro.");
            else
                service.VolumesFrom.Add((parts[0], parts is [_, "ro"], item.Position));
        }
    }

    /// <summary>What the service waits for because it names it, unless it says itself how to wait. source: compose-go loader/normalize.go</summary>
    public static void AddDependencies(ServiceDraft service)
    {
        var names = service.DependsOn.Select(d => d.Dependency.Service).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, at) in service.Links.Select(l => (l.Link.Service, l.At)).Concat(service.SharesWith))
        {
            if (names.Add(name))
                service.DependsOn.Add((new Dependency(name) { Restart = true }, at));
        }

        foreach (var (name, _, at) in service.VolumesFrom)
        {
            if (names.Add(name))
                service.DependsOn.Add((new Dependency(name), at));
        }
    }
}
