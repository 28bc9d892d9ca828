using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule.Scoring;

/// <summary>A line of the table that explains a choice: what was compared, most important first.</summary>
/// <param name="IsPreferred">The slot asked for this node.</param>
/// <param name="IsTroubled">This revision failed here too often lately.</param>
/// <param name="Wished">Sum of the weights of what is wished for: more is better. Null when nothing is.</param>
/// <param name="Branches">By level of the properties to spread over.</param>
/// <param name="HeldShare">Reserved share before placing, 0 to 1 and above.</param>
/// <param name="HeldShareAfter">With this task.</param>
/// <param name="Tasks">Of all services.</param>
/// <param name="Epvm">Null for other strategies.</param>
/// <param name="Turn">Round robin: how many nodes later it would be its turn; null for other strategies.</param>
/// <param name="HasImage">As far as is known: breaks ties.</param>
internal sealed record NodeScore(
    NodeId NodeId,
    string Node,
    bool IsPreferred,
    bool IsTroubled,
    IReadOnlyList<BranchTasks> Branches,
    int? Wished,
    int ServiceTasks,
    int RecentFailures,
    double HeldShare,
    double HeldShareAfter,
    int Tasks,
    EpvmCost? Epvm,
    int? Turn,
    bool HasImage);
