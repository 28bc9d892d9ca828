using Gantry.Manager.State;
using Gantry.Model.Events;

namespace Gantry.Manager.Control;

/// <summary>Forgets the login of a registry. Images that are present keep running.</summary>
internal sealed class RemoveRegistry(StateStore store, TimeProvider time)
{
    /// <returns>False when there is none.</returns>
    public ValueTask<bool> RunAsync(string host, string actor, CancellationToken ct) =>
        store.UpdateAsync(
            tx =>
            {
                if (tx.State.FindRegistry(host) is not { } registry)
                    return false;
                tx.Remove(registry);
                tx.AddEvent(new ClusterEvent(time.GetUtcNow(), "registry.removed", $"{actor} removed the login of registry {host}.") { Actor = actor });
                return true;
            },
            ct);
}
