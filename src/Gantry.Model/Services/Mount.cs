using System.Collections.ObjectModel;

namespace Gantry.Model.Services;

/// <summary>Something mounted into the container.</summary>
/// <param name="Source">Volume name as the engine knows it, or absolute host path. Null: tmpfs, or an anonymous volume.</param>
/// <param name="Target">Absolute path in the container.</param>
public sealed record Mount(MountType Type, string? Source, string Target, bool ReadOnly = false)
{
    /// <summary>Bind: make the host path when it is missing, as compose does in the short form.</summary>
    public bool CreateHostPath { get; init; }

    /// <summary>Bind: <c>private</c>, <c>rprivate</c>, <c>shared</c>, <c>rshared</c>, <c>slave</c> or <c>rslave</c>.</summary>
    public string? Propagation { get; init; }

    /// <summary>Bind, named volume: <c>z</c> shared or <c>Z</c> private SELinux label.</summary>
    public string? SeLinux { get; init; }

    /// <summary>Volume: do not copy the image's files into an empty volume.</summary>
    public bool NoCopy { get; init; }

    /// <summary>Volume: the folder of it that is mounted, in place of all of it.</summary>
    public string? Subpath { get; init; }

    /// <summary>Volume without a name: labels of the one that the engine makes.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// Bind: what of mounts below it: <c>disabled</c> none, <c>writable</c> that they stay writable under a read-only one,
    /// <c>readonly</c> that the engine fails where it cannot make them read-only. Null: they come with it.
    /// </summary>
    public string? Recursive { get; init; }

    /// <summary>Tmpfs: 0 is the engine's default.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Tmpfs: permission bits, as octal 1777 written decimal. 0 is the engine's default.</summary>
    public int Mode { get; init; }

    /// <summary>Tmpfs: options in mount(8) form that the long form cannot say, for example <c>uid=1000,noexec</c>.</summary>
    public string? TmpfsOptions { get; init; }
}
