using Gantry.Model.Ids;
using Gantry.Model.Nodes;

namespace Gantry.Roles;

/// <summary>Which node a server's own worker is: what lies in its data folder, never its hostname. A new folder is a new node.</summary>
internal static class OwnNodeId
{
    public static NodeId In(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, "node.id");
        if (File.Exists(path))
            return NodeId.Parse(File.ReadAllText(path).Trim());
        var id = IdSource.Secure().NextNode();
        File.WriteAllText(path, id.ToString());
        return id;
    }
}
