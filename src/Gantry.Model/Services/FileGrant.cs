namespace Gantry.Model.Services;

/// <summary>A secret or config that a container gets as a file.</summary>
/// <param name="Source">Its name in the cluster.</param>
/// <param name="Target">Absolute path in the container.</param>
public sealed record FileGrant(string Source, string Target)
{
    /// <summary>Owner of the file: a number, or a name of the image. Null is the container's user 0.</summary>
    public string? Uid { get; init; }

    /// <summary>As <see cref="Uid"/>, for the group.</summary>
    public string? Gid { get; init; }

    /// <summary>Permission bits. Null is 0444: to be read by everybody, for many images run as a user of their own.</summary>
    public int? Mode { get; init; }
}
