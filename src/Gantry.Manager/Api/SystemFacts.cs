using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Api;

/// <summary>What the server knows of itself.</summary>
/// <param name="NodeId">This server's own node; null until its worker is known, and without one.</param>
/// <param name="Checks">What is well and what is not: the store, the worker's session, the engine.</param>
internal sealed record SystemFacts(
    string Version,
    string StoreBackend,
    DateTimeOffset StartedAt,
    Func<NodeId?> NodeId,
    Func<CancellationToken, Task<IReadOnlyList<SystemCheck>>> Checks);
