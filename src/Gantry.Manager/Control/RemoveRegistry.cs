using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Registries;

namespace Gantry.Manager.Control;

/// <summary>Forgets the login of a registry. Images that are present keep running.</summary>
internal sealed class RemoveRegistry(StateStore store, TimeProvider time)
{
    /// <param name="dryRun">Only says which login it is.</param>
    public ValueTask<ObjectOutcome<Registry>> RunAsync(string host, RegistryCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        store.UpdateAsync(tx => Apply(tx, host, condition, actor, time.GetUtcNow()), dryRun, ct);

    internal static ObjectOutcome<Registry> Apply(Transaction tx, string host, RegistryCondition condition, string actor, DateTimeOffset now)
    {
        if (tx.State.FindRegistry(host) is not { } registry)
            return new ObjectOutcome<Registry>.NotFound($"There is no login for registry '{host}'. 'gantry registry ls' lists them.");
        if (condition.Refuse(tx.State, host) is { } stale)
            return new ObjectOutcome<Registry>.Stale(stale);

        tx.Remove(registry);
        tx.AddEvent(new ClusterEvent(now, EventType.RegistryRemoved, $"{actor} removed the login of registry {host}.") { Actor = actor });
        return new ObjectOutcome<Registry>.Done(registry);
    }
}
