using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>volumes</c> in long form, and <c>tmpfs</c>.</summary>
internal static class MountKeys
{
    private static readonly Dictionary<string, string> Types = new() { ["volume"] = "volume", ["bind"] = "bind", ["tmpfs"] = "tmpfs" };

    private static readonly Dictionary<string, string> Propagations =
        new[] { "private", "rprivate", "shared", "rshared", "slave", "rslave" }.ToDictionary(p => p);

    // "enabled" is what happens anyway.
    private static readonly Dictionary<string, string?> Recursions =
        new() { ["enabled"] = null, ["disabled"] = "disabled", ["writable"] = "writable", ["readonly"] = "readonly" };

    private static readonly Dictionary<string, string> SeLinuxes = new() { ["z"] = "z", ["Z"] = "Z" };

    public static readonly KeyTable<MountDraft> Bind = new(
        "services.*.volumes[].bind",
        new Dictionary<string, Action<MountDraft, Value>>
        {
            ["create_host_path"] = static (m, v) => m.CreateHostPath = v.Bool() ?? true,
            ["propagation"] = static (m, v) => m.Propagation = v.TryChoice(Propagations, out var propagation) ? propagation : null,
            ["recursive"] = static (m, v) => m.Recursive = v.TryChoice(Recursions, out var recursive) ? recursive : null,
            ["selinux"] = static (m, v) => m.SeLinux = v.TryChoice(SeLinuxes, out var label) ? label : null,
        });

    public static readonly KeyTable<MountDraft> Volume = new(
        "services.*.volumes[].volume",
        new Dictionary<string, Action<MountDraft, Value>>
        {
            ["labels"] = static (m, v) => m.Labels = v,
            ["nocopy"] = static (m, v) => m.NoCopy = v.Bool() ?? false,
            ["subpath"] = static (m, v) => m.Subpath = v.WordIfAny(),
        });

    public static readonly KeyTable<MountDraft> Tmpfs = new(
        "services.*.volumes[].tmpfs",
        new Dictionary<string, Action<MountDraft, Value>>
        {
            ["mode"] = static (m, v) => m.Mode = ReadMode(v),
            ["size"] = static (m, v) => m.SizeBytes = ReadSize(v),
        });

    public static readonly KeyTable<MountDraft> Table = new(
        "services.*.volumes[]",
        new Dictionary<string, Action<MountDraft, Value>>
        {
            ["bind"] = static (m, v) => ReadSection(m, v, Bind),
            ["consistency"] = static (_, v) => v.Log.Warn(v.Position, "no_effect", $"{v.Path} has no effect: it tunes the file sharing of Docker Desktop, and here the engine runs on Linux itself.", "Remove it."),
            ["read_only"] = static (m, v) => m.ReadOnly = v.Bool() ?? false,
            ["source"] = static (m, v) => m.Source = v.Word(),
            ["target"] = static (m, v) => m.Target = v.Word(),
            ["tmpfs"] = static (m, v) => ReadSection(m, v, Tmpfs),
            ["type"] = static (m, v) => m.Type = ReadType(v),
            ["volume"] = static (m, v) => ReadSection(m, v, Volume),
        },
        "image");

    public static void Read(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            var draft = new MountDraft();
            Table.Read(item, draft);
            if (item.Node is YamlNode.Map map && ToMount(service.Scope, item, map, draft) is { } mount)
                service.Mounts.Add((mount, item.Position));
        }
    }

    /// <summary><c>PATH[:size=64m,mode=1777,…]</c></summary>
    public static void ReadTmpfs(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            if (item.Word() is not { } text)
                continue;
            var colon = text.IndexOf(':');
            if (ContainerPath(item, colon < 0 ? text : text[..colon]) is { } target)
                service.Mounts.Add((TmpfsMount(item, target, colon < 0 ? "" : text[(colon + 1)..]), item.Position));
        }
    }

    private static void ReadSection(MountDraft mount, Value value, KeyTable<MountDraft> table)
    {
        mount.Sections.Add(value);
        table.Read(value, mount);
    }

    // Of the sizes this one alone is no fraction of a number (compose-spec.json): 0.5 of a byte, where 0.5g was meant.
    private static long ReadSize(Value value)
    {
        if (value.Node is not YamlNode.Scalar { Kind: ScalarKind.Float })
            return value.Bytes() ?? 0;
        value.Error("bad_size", $"{value.Path} must be a whole number of bytes, or a size with its unit, but it is {value.Shown}.", "For example 512m or 2gb.");
        return 0;
    }

    private static string? ReadType(Value value)
    {
        if (value.Node is YamlNode.Scalar { Text: "image" or "npipe" or "cluster" })
            value.Error("unsupported_value", $"{value.Path} is {value.Shown}: {(value.Shown == "'image'" ? "mounts of images came with API 1.48 (Docker Engine 28.0), and this version of Gantry does not make them" : "such mounts exist on Windows or with Swarm's storage plugins alone")}.", "Use volume, bind or tmpfs.");
        else if (value.TryChoice(Types, out var type))
            return type;
        return null;
    }

    /// <summary>Permission bits; 0, with a problem, for what is none.</summary>
    public static int ReadMode(Value value)
    {
        if (value.Node is YamlNode.Scalar scalar && Numbers.TryMode(scalar.Text, out var mode))
            return mode;
        value.Error("bad_mode", $"{value.Path} must be permission bits in octal, but it is {value.Shown}.", "For example 1777.");
        return 0;
    }

    private static Mount? ToMount(StackScope scope, Value item, YamlNode.Map map, MountDraft draft)
    {
        foreach (var key in new[] { "type", "target" })
        {
            if (map[key] is null or { IsNull: true })
                item.Error("bad_volume", $"{item.Path} has no {key}.");
        }

        if (draft.Type is null || draft.Target is null || ContainerPath(item, draft.Target) is not { } target)
            return null;

        foreach (var section in draft.Sections)
        {
            var owner = section.Path[(section.Path.LastIndexOf('.') + 1)..];
            if ((draft.Type, owner) is ("volume", "bind"))
                CheckBindOfVolume(section, draft.Source);
            else if (owner != draft.Type)
                section.Error("no_effect", $"{section.Path} has no effect on a mount of type {draft.Type}.", "Remove it, or change the type.");
        }

        return draft.Type switch
        {
            "bind" => BindMount(scope, item, draft, target),
            "tmpfs" => TmpfsMount(item, draft, target),
            _ => VolumeMount(scope, item, draft, target),
        };
    }

    // The short form of a named volume may carry an SELinux label; it arrives as a member of `bind`.
    private static void CheckBindOfVolume(Value section, string? source)
    {
        foreach (var (entry, value) in GivenIn(section))
        {
            if (entry.Key is not "selinux")
                value.Error("no_effect", $"{value.Path} has no effect on a mount of type volume.", "Remove it, or change the type.");
            else if (source is null)
                value.Error("no_effect", $"{value.Path} has no effect: the engine labels no volume without a name.", "Give the volume a `source:`, or remove it.");
        }
    }

    private static IEnumerable<(YamlEntry Entry, Value Value)> GivenIn(Value section) =>
        section.Node is YamlNode.Map ? section.Members().Where(m => !m.Entry.Value.IsNull) : [];

    private static Mount? BindMount(StackScope scope, Value item, MountDraft draft, string target)
    {
        if (draft.Source is not { } source)
        {
            item.Error("bad_volume", $"{item.Path} is a bind mount without a source.", "Add `source:` with the path on the host.");
            return null;
        }

        if (draft is { SeLinux: not null, CreateHostPath: false })
        {
            // The engine takes a label only in the form which makes a missing path too.
            var label = draft.Sections.SelectMany(GivenIn).First(m => m.Entry.Key is "selinux").Value;
            label.Error("no_effect", $"{label.Path} cannot be had together with `create_host_path: false`: the engine makes a missing path whenever it labels one.", "Remove one of them.");
        }

        if (draft is { SeLinux: not null, Recursive: not null })
            item.Error("conflict", $"{item.Path} has both bind.selinux and bind.recursive, and the engine takes only one of them in one mount.", "Remove one of them.");

        Templates.Check(source, item);
        var path = source.Contains('\\') ? null : HostPath.Resolve(source, scope.Bundle.ProjectDirectory, scope.Bundle.Variables.GetValueOrDefault("HOME"));
        if (path is not null)
            return new Mount(MountType.Bind, path, target, draft.ReadOnly) { CreateHostPath = draft.CreateHostPath, Propagation = draft.Propagation, SeLinux = draft.SeLinux, Recursive = draft.Recursive };

        var reason = source.Contains('\\') ? "it is a Windows path" : source.StartsWith('~') ? "the home folder is not known" : "the project's folder is not known";
        item.Error("bad_volume", $"{item.Path} cannot resolve {ProblemLog.Quote(source)}: {reason}.", "Write an absolute path.");
        return null;
    }

    private static Mount? VolumeMount(StackScope scope, Value item, MountDraft draft, string target)
    {
        var mount = new Mount(MountType.Volume, null, target, draft.ReadOnly) { NoCopy = draft.NoCopy, Propagation = draft.Propagation, SeLinux = draft.SeLinux, Subpath = draft.Subpath };
        if (draft.Source is not { } key)
            return draft.Labels is { } labels ? mount with { Labels = LabelKeys.Read(labels) } : mount;
        if (draft.Labels is { } unused)
            unused.Log.Warn(unused.Position, "no_effect", $"{unused.Path} has no effect on a volume with a name.", "Write `labels:` where the volume is declared, at the top level.");
        if (draft is { SeLinux: not null, Subpath: not null })
            item.Error("conflict", $"{item.Path} has both volume.subpath and an SELinux label, and the engine takes only one of them in one mount.", "Remove one of them.");
        if (Templates.Refuse(key, item))
            return null;
        if (scope.Volumes.TryGetValue(key, out var volume))
            return mount with { Source = volume.Name };

        var near = Spelling.Nearest(key, scope.Volumes.Keys);
        item.Error(
            "undefined_volume",
            $"{item.Path} uses the volume {ProblemLog.Quote(key)}, which is not declared.",
            near is not null ? $"Did you mean `{near}`?" : key.Contains('/') ? $"For a path on the host write ./{key}." : $"Declare it at the top level: `volumes: {{{key}: }}`.");
        return null;
    }

    private static Mount? TmpfsMount(Value item, MountDraft draft, string target)
    {
        if (draft.Source is null)
            return new Mount(MountType.Tmpfs, null, target, draft.ReadOnly) { SizeBytes = draft.SizeBytes, Mode = draft.Mode };
        item.Error("no_effect", $"{item.Path} is a tmpfs, so its source has no effect.", "Remove `source:`.");
        return null;
    }

    private static Mount TmpfsMount(Value item, string target, string options)
    {
        var mount = new Mount(MountType.Tmpfs, null, target);
        var others = new List<string>();
        foreach (var option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            // To the model 0 means that nothing is said; to mount(8) it means no bound and no permission.
            var mode = 0;
            if (option.StartsWith("size=", StringComparison.Ordinal) && ByteSize.Parse(option["size=".Length..]) is > 0 and var size)
                mount = mount with { SizeBytes = size };
            else if (option.StartsWith("mode=", StringComparison.Ordinal) && !Numbers.TryMode(option["mode=".Length..], out mode))
                item.Error("bad_mode", $"{item.Path} has a mode that is not octal: {ProblemLog.Quote(option)}.", "For example mode=1777.");
            else if (mode > 0)
                mount = mount with { Mode = mode };
            else
                others.Add(option);
        }

        return others.Count == 0 ? mount : mount with { TmpfsOptions = string.Join(',', others) };
    }

    private static string? ContainerPath(Value item, string path)
    {
        var cleaned = HostPath.Clean(path);
        if (path.StartsWith('/') && cleaned.Length > 1)
            return cleaned;
        item.Error(
            "bad_volume",
            path.StartsWith('/') ? $"{item.Path} cannot be mounted over the container's root." : $"{item.Path}: the path in the container must be absolute, but it is {ProblemLog.Quote(path)}.");
        return null;
    }
}
