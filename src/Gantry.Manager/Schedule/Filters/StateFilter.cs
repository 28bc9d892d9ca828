using System.Globalization;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule.Filters;

/// <summary>A node must answer, and be open for new tasks.</summary>
internal static class StateFilter
{
    public static string StateReason(Node node)
    {
        var what = node.State switch
        {
            NodeState.Unknown => "has never answered",
            NodeState.EngineDown => "engine does not answer",
            NodeState.Down => "down",
            NodeState.Suspected => "silent",
            NodeState.Incompatible => "its worker is of another version",
            NodeState.Ready => node.SettledAt is null ? "ready" : "back",
            NodeState.Unrecognized => "in a state that this version does not know",
            _ => throw new ArgumentOutOfRangeException(nameof(node), node.State, "No such node state."),
        };
        var since = node.StateSince is { } at
            ? string.Create(CultureInfo.InvariantCulture, $" since {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z")
            : "";
        return node.Problem is null ? what + since : $"{what}{since}: {node.Problem}";
    }

    public static string AvailabilityReason(Node node) => node.Availability switch
    {
        NodeAvailability.Active => "active",
        NodeAvailability.Pause => "paused",
        NodeAvailability.Drain => "drained",
        NodeAvailability.Unrecognized => "has an availability that this version does not know",
        _ => throw new ArgumentOutOfRangeException(nameof(node), node.Availability, "No such availability."),
    };

    public static string AvailabilityChange(Node node) =>
        node.Availability == NodeAvailability.Drain ? "undrain the node" : "set the node active";
}
