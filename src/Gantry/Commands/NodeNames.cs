using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Nodes' names and ids.</summary>
internal static class NodeNames
{
    /// <summary>Docker's word for the node that answers.</summary>
    public const string Self = "self";

    /// <returns>What the server knows a node by: for <c>self</c> the id of the node that answers.</returns>
    public static async Task<string> ResolvedAsync(Session session, string name, CancellationToken ct)
    {
        if (name != Self)
            return name;
        var nodes = await session.Api.GetAsync(ApiPath.Of("nodes"), ApiJson.Default.ListedNodeItem, ct);
        return nodes.Items.FirstOrDefault(n => n.IsCurrent)?.Id.ToString()
            ?? throw new CliException(ExitCode.NotFound, "The server that answers is no node itself.", "gantry node ls shows the nodes.");
    }

    /// <summary>Of all nodes, by name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> IdsAsync(Session session, CancellationToken ct)
    {
        var nodes = await session.Api.GetAsync(ApiPath.Of("nodes"), ApiJson.Default.ListedNodeItem, ct);
        return nodes.Items.ToDictionary(n => n.Name, n => n.Id.ToString());
    }
}
