using System.Text.Json.Nodes;
using Gantry.Compose.Mapping;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using static Gantry.Compose.Writing.ComposeTree;

namespace Gantry.Compose.Writing;

/// <summary>Mounts of a service.</summary>
internal static class MountTree
{
    /// <summary>Only the short form of a tmpfs has room for options of mount(8).</summary>
    public static bool IsShort(Mount mount) => mount is { Type: MountType.Tmpfs, TmpfsOptions: not null };

    public static string Short(Mount mount)
    {
        var options = new List<string>();
        if (mount.SizeBytes > 0)
            options.Add($"size={mount.SizeBytes}");
        if (mount.Mode > 0)
            options.Add($"mode={Numbers.ModeText(mount.Mode)}");
        options.Add(mount.TmpfsOptions ?? "");
        return $"{mount.Target}:{string.Join(',', options)}";
    }

    public static JsonObject Of(Mount mount, StackSpec stack)
    {
        var tree = new JsonObject { ["target"] = Text(mount.Target), ["type"] = TypeOf(mount.Type) };
        tree.Add("read_only", mount.ReadOnly, () => true);
        tree.Add("source", mount.Source is not null, () => Text(mount.Type is MountType.Bind ? mount.Source! : VolumeKey(mount.Source!, stack)));

        var bind = new JsonObject()
            .Add("create_host_path", mount.Type is MountType.Bind && !mount.CreateHostPath, () => false)
            .Add("propagation", mount.Propagation is not null, () => mount.Propagation)
            .Add("recursive", mount.Recursive is not null, () => mount.Recursive)
            .Add("selinux", mount.SeLinux is not null, () => mount.SeLinux);
        var tmpfs = new JsonObject()
            .Add("mode", mount.Mode > 0, () => Numbers.ModeText(mount.Mode))
            .Add("size", mount.SizeBytes > 0, () => Bytes(mount.SizeBytes));
        var volume = new JsonObject()
            .Add("labels", mount.Labels.Count > 0, () => Texts(mount.Labels))
            .Add("nocopy", mount.NoCopy, () => true)
            .Add("subpath", mount.Subpath is not null, () => Text(mount.Subpath!));
        return tree
            .Add("bind", bind.Count > 0, () => bind)
            .Add("tmpfs", tmpfs.Count > 0, () => tmpfs)
            .Add("volume", volume.Count > 0, () => volume);
    }

    private static string TypeOf(MountType type) => type is MountType.Bind ? "bind" : type is MountType.Tmpfs ? "tmpfs" : "volume";
}
