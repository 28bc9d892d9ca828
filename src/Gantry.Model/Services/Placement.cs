namespace Gantry.Model.Services;

/// <summary>Where tasks may run, and where they would rather.</summary>
/// <param name="Constraints">Each must hold, for example <c>node.labels.zone == eu</c>.</param>
/// <param name="SpreadOver">Node properties to spread evenly over, for example <c>node.labels.zone</c>, most important first.</param>
/// <param name="MaxReplicasPerNode">0 is no limit.</param>
/// <param name="Platform"><c>os/arch</c> of the image; null fits every node.</param>
/// <param name="Strategy">How fitting nodes are ranked; null takes the cluster's.</param>
public sealed record Placement(
    IReadOnlyList<string> Constraints,
    IReadOnlyList<string> SpreadOver,
    int MaxReplicasPerNode = 0,
    string? Platform = null,
    SchedulingStrategy? Strategy = null)
{
    public static readonly Placement Anywhere = new([], []);

    /// <summary>Weighed against each other on every node that fits: the sum decides.</summary>
    public IReadOnlyList<NodePreference> Preferences { get; init => field = value ?? []; } = [];

    /// <summary>Only on nodes, or rather on those, that have a task of these.</summary>
    public IReadOnlyList<ServiceAffinity> Affinities { get; init => field = value ?? []; } = [];

    /// <summary>Never on nodes, or rather not on those, that have a task of these; where it must not be, neither may they come.</summary>
    public IReadOnlyList<ServiceAffinity> AntiAffinities { get; init => field = value ?? []; } = [];
}
