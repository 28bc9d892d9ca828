namespace Gantry.Model.Services;

/// <summary>
/// Which kernel namespaces a container has of its own and which it shares. Null: as the engine has it. <c>service:NAME</c> and
/// <c>container:NAME</c> (network, pid, ipc) are what files may say; a deploy refuses them.
/// </summary>
public sealed record Namespaces
{
    /// <summary><c>host</c>, <c>none</c> or <c>bridge</c>: the engine's own, in place of any network of the cluster.</summary>
    public string? Network { get; init; }

    /// <summary><c>host</c>.</summary>
    public string? Pid { get; init; }

    /// <summary><c>host</c>, <c>private</c>, <c>shareable</c> or <c>none</c>.</summary>
    public string? Ipc { get; init; }

    /// <summary><c>host</c>.</summary>
    public string? Uts { get; init; }

    /// <summary><c>host</c>.</summary>
    public string? User { get; init; }

    /// <summary><c>host</c> or <c>private</c>.</summary>
    public string? Cgroup { get; init; }
}
