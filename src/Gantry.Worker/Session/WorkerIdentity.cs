using Gantry.Model.Nodes;

namespace Gantry.Worker.Session;

/// <summary>Who this worker is. The id is kept in its data folder: a new folder is a new node, an equal hostname is not.</summary>
/// <param name="Address">Where others reach this node.</param>
internal sealed record WorkerIdentity(NodeId Id, string Name, string Address);
