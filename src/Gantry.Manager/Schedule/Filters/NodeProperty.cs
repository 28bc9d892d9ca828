using Gantry.Model.Nodes;

namespace Gantry.Manager.Schedule.Filters;

/// <summary>Something about a node that constraints compare and spreading goes over; named as in Swarm, <c>node.name</c> besides.</summary>
internal sealed class NodeProperty
{
    public const string Known =
        "node.id, node.name, node.hostname, node.role, node.ip, node.platform.os, node.platform.arch, node.labels.<label>, engine.labels.<label>";

    private const string NodeLabels = "node.labels.";
    private const string EngineLabels = "engine.labels.";

    private readonly Func<Node, string?> _read;

    private NodeProperty(string name, Func<Node, string?> read, string? label = null)
    {
        Name = name;
        _read = read;
        NodeLabel = label;
    }

    public string Name { get; }

    /// <summary>Null when it is not a label that <c>gantry node update</c> can set.</summary>
    public string? NodeLabel { get; }

    private bool IsLabel => Name.Contains(".labels.", StringComparison.OrdinalIgnoreCase);

    public bool IsArchitecture => Name == "node.platform.arch";

    public bool IsAddress => Name == "node.ip";

    /// <returns>Null when there is no such property.</returns>
    public static NodeProperty? TryParse(string name)
    {
        if (name.StartsWith(NodeLabels, StringComparison.OrdinalIgnoreCase) && name.Length > NodeLabels.Length)
        {
            var label = name[NodeLabels.Length..];
            return new NodeProperty(name, node => node.Labels.GetValueOrDefault(label), label);
        }

        if (name.StartsWith(EngineLabels, StringComparison.OrdinalIgnoreCase) && name.Length > EngineLabels.Length)
        {
            var label = name[EngineLabels.Length..];
            return new NodeProperty(name, node => node.Facts.EngineLabels.GetValueOrDefault(label));
        }

        var known = name.ToLowerInvariant();
        Func<Node, string?>? read = known switch
        {
            "node.id" => node => node.Id.ToString(),
            "node.name" or "node.hostname" => node => node.Name,
            "node.role" => node => node.IsManager ? "manager" : "worker",
            "node.ip" => node => HostOf(node.Address),
            "node.platform.os" => node => node.Facts.Os,
            "node.platform.arch" => node => PlatformFilter.Architecture(node.Facts.Architecture),
            _ => null,
        };
        return read is null ? null : new NodeProperty(known, read);
    }

    /// <returns>Null when the node does not have it.</returns>
    public string? ValueOf(Node node)
    {
        // A label may be set to nothing; a fact that is empty is not known.
        var value = _read(node);
        return value is "" && !IsLabel ? null : value;
    }

    private static string HostOf(string address) =>
        System.Net.IPEndPoint.TryParse(address, out var endpoint) ? endpoint.Address.ToString() : address;
}
