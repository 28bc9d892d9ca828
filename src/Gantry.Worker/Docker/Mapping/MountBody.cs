using Gantry.Model.Services;
using Gantry.Worker.Docker.Wire;
using EngineMount = Gantry.Worker.Docker.Wire.Mount;
using SpecMount = Gantry.Model.Services.Mount;

namespace Gantry.Worker.Docker.Mapping;

/// <summary>Mounts in the engine's create call: as a text, in full, or as the options of a tmpfs.</summary>
internal static class MountBody
{
    // Only a bind text makes a missing host folder (before API 1.42) and sets an SELinux label (in all of them).
    public static bool IsBindText(SpecMount mount) =>
        mount.SeLinux is not null || mount is { Type: MountType.Bind, CreateHostPath: true, Recursive: null };

    public static string BindText(SpecMount mount)
    {
        string?[] options = [mount.ReadOnly ? "ro" : "rw", mount.SeLinux, mount.Propagation, mount.NoCopy ? "nocopy" : null];
        return $"{mount.Source}:{mount.Target}:{string.Join(',', options.Where(o => o is not null))}";
    }

    public static EngineMount Mounted(SpecMount mount) => new()
    {
        Type = mount.Type switch
        {
            MountType.Bind => "bind",
            MountType.Volume => "volume",
            MountType.Tmpfs => "tmpfs",
            MountType.Unrecognized => throw new NotSupportedException(
                $"The mount at '{mount.Target}' is of a kind that this worker does not know. Update the worker."),
            _ => throw new ArgumentOutOfRangeException(nameof(mount), mount.Type, "No such mount type."),
        },
        Source = mount.Source,
        Target = mount.Target,
        ReadOnly = mount.ReadOnly ? true : null,
        BindOptions = BindOptionsOf(mount),
        VolumeOptions = mount is { NoCopy: false, Subpath: null, Labels.Count: 0 }
            ? null
            : new VolumeOptions { NoCopy = mount.NoCopy ? true : null, Subpath = mount.Subpath, Labels = mount.Labels.Count == 0 ? null : mount.Labels },
        TmpfsOptions = mount is { Type: MountType.Tmpfs } and ({ SizeBytes: > 0 } or { Mode: > 0 })
            ? new TmpfsOptions { SizeBytes = NoneIfZero(mount.SizeBytes), Mode = mount.Mode == 0 ? null : mount.Mode }
            : null,
    };

    private static BindOptions? BindOptionsOf(SpecMount mount) => mount is { Propagation: null, Recursive: null } ? null : new BindOptions
    {
        Propagation = mount.Propagation,
        CreateMountpoint = mount is { Recursive: not null, CreateHostPath: true } ? true : null,
        NonRecursive = mount.Recursive is "disabled" ? true : null,
        ReadOnlyNonRecursive = mount.Recursive is "writable" ? true : null,
        ReadOnlyForceRecursive = mount.Recursive is "readonly" ? true : null,
    };

    public static Dictionary<string, string>? TmpfsTexts(ContainerSpec spec)
    {
        var texts = spec.Mounts.Where(m => m.TmpfsOptions is not null).ToDictionary(m => m.Target, TmpfsText);
        return texts.Count == 0 ? null : texts;
    }

    private static string TmpfsText(SpecMount mount)
    {
        string?[] options =
        [
            mount.ReadOnly ? "ro" : null,
            mount.SizeBytes == 0 ? null : $"size={mount.SizeBytes}",
            mount.Mode == 0 ? null : $"mode={Convert.ToString(mount.Mode, 8).PadLeft(4, '0')}",
            mount.TmpfsOptions,
        ];
        return string.Join(',', options.Where(o => o is not null));
    }

    private static long? NoneIfZero(long value) => value == 0 ? null : value;
}
