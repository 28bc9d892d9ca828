namespace Gantry.Model.Services;

/// <summary>How a container looks up names.</summary>
public sealed record NameResolution
{
    /// <summary>Addresses of servers that answer what the cluster's own DNS does not know, in place of the node's.</summary>
    public IReadOnlyList<string> Servers { get; init => field = value ?? []; } = [];

    /// <summary>Domains to try for a short name; a lone <c>.</c> is none.</summary>
    public IReadOnlyList<string> Search { get; init => field = value ?? []; } = [];

    /// <summary>As resolv.conf(5) has them: <c>ndots:2</c>.</summary>
    public IReadOnlyList<string> Options { get; init => field = value ?? []; } = [];
}
