using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Model.Api;

/// <param name="Held">What the tasks on it have reserved.</param>
/// <param name="IsCurrent">The node that answered.</param>
public sealed record NodeItem(
    NodeId Id,
    string Name,
    NodeState State,
    NodeAvailability Availability,
    string Address,
    bool IsManager,
    bool IsCurrent,
    NodeFacts Facts,
    NodeUsage Usage,
    Reservation Held,
    int Tasks,
    string? Problem,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset CreatedAt);
