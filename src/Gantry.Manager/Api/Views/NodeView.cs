using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Api.Views;

/// <summary>A node as the API shows it. Pure.</summary>
internal static class NodeView
{
    /// <param name="current">The node that answers; null when this server has no worker.</param>
    /// <param name="usages">What nodes said last.</param>
    public static NodeItem Of(Snapshot state, Node node, NodeId? current, NodeUsages usages) => new(
        node.Id,
        node.Name,
        node.State,
        node.Availability,
        node.Address,
        node.IsManager,
        node.Id == current,
        node.Facts,
        usages.Of(node),
        state.HeldOn(node.Id),
        state.HoldingOn(node.Id),
        node.Problem,
        node.Labels,
        node.CreatedAt);
}
