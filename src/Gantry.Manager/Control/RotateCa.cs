using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Events;
using Gantry.Model.Settings;

namespace Gantry.Manager.Control;

/// <summary>Asks for a new CA, or for the end of the one before. Doing it is Dispatch's, which reads here what is wanted.</summary>
internal sealed class RotateCa(StateStore store, NodeSigning signing, TimeProvider time)
{
    /// <summary>Safe to repeat: while a rotation is under way none begins beside it.</summary>
    /// <param name="dryRun">Only says how it would be.</param>
    public ValueTask<ObjectOutcome<ClusterSettings>> RunAsync(CaRotateRequest request, ClusterCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        store.UpdateAsync(tx => Apply(tx, request, condition, actor), dryRun, ct);

    private ObjectOutcome<ClusterSettings> Apply(Transaction tx, CaRotateRequest request, ClusterCondition condition, string actor)
    {
        if (condition.Refuse(tx.State) is { } stale)
            return new ObjectOutcome<ClusterSettings>.Stale(stale);
        return request.Finish ? Finish(tx, actor) : Begin(tx, actor);
    }

    private ObjectOutcome<ClusterSettings> Begin(Transaction tx, string actor)
    {
        var settings = tx.State.Settings;
        if (settings.CaRotation is not null)
            return new ObjectOutcome<ClusterSettings>.Done(settings);
        var now = time.GetUtcNow();
        var next = settings with { CaRotation = new CaRotation(signing.Fingerprint(), now, actor) };
        tx.Put(next);
        tx.AddEvent(new ClusterEvent(now, EventType.CaRotating, $"{actor} replaces the cluster's CA: both are accepted until every node has followed.") { Actor = actor });
        return new ObjectOutcome<ClusterSettings>.Done(next);
    }

    private ObjectOutcome<ClusterSettings> Finish(Transaction tx, string actor)
    {
        var settings = tx.State.Settings;
        if (settings.CaRotation is not { } rotation)
            return new ObjectOutcome<ClusterSettings>.Refused("The CA is not being replaced, so there is nothing to finish. 'gantry ca rotate' begins.");
        if (rotation.IsFinishing)
            return new ObjectOutcome<ClusterSettings>.Done(settings);
        var next = settings with { CaRotation = rotation with { IsFinishing = true } };
        tx.Put(next);
        var missing = string.Join(", ", rotation.Missing(tx.State.Nodes).Select(n => n.Name));
        var left = missing.Length > 0 ? $"without {missing}: they join again with a new token, and stay the same nodes" : "which every node has followed";
        tx.AddEvent(new ClusterEvent(time.GetUtcNow(), EventType.CaRotating, $"{actor} ends the replacement of the cluster's CA, {left}.") { Actor = actor });
        return new ObjectOutcome<ClusterSettings>.Done(next);
    }
}
