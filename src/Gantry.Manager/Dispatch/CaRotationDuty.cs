using Gantry.Manager.Leadership;
using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Faults;
using Gantry.Model.Settings;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Dispatch;

/// <summary>
/// Makes the next CA when somebody asked for it, and forgets the one before when every node shows a certificate of the next.
/// First the keys, then the store: whoever is killed in between finds them as they are to be, and writes what is missing.
/// </summary>
internal sealed partial class CaRotationDuty(StateStore store, CaKeys keys, TimeProvider time, ILogger<CaRotationDuty> log) : LeaderDuty(time, log)
{
    private readonly TimeProvider _time = time;

    protected override async Task WatchAsync(CancellationToken leadership)
    {
        while (!leadership.IsCancellationRequested)
        {
            var state = store.Current;
            if (state.Settings.CaRotation is { } rotation)
                await StepAsync(state, rotation, leadership);
            await store.ChangedAsync(state.Revision, leadership);
        }
    }

    private async Task StepAsync(Snapshot state, CaRotation rotation, CancellationToken ct)
    {
        if (rotation.To is null)
        {
            var to = keys.Replace(rotation.From);
            Failpoint.Pass("ca.after-keys");
            await store.UpdateAsync(tx => Put(tx, rotation, known => known with { To = to }), ct);
            LogBegan(to);
        }
        else if (rotation.IsFinishing || state.Nodes.All(rotation.IsFollowedBy))
        {
            keys.ForgetBefore();
            Failpoint.Pass("ca.after-forget");
            await store.UpdateAsync(tx => End(tx, rotation), ct);
            LogEnded(rotation.To);
        }
    }

    private void End(Transaction tx, CaRotation rotation)
    {
        if (tx.State.Settings.CaRotation?.From != rotation.From)
            return;
        var missing = string.Join(", ", rotation.Missing(tx.State.Nodes).Select(n => n.Name));
        var who = missing.Length > 0 ? $"{missing} did not follow and must join again with a new token (gantry node token create)" : "every node has followed";
        Put(tx, rotation, _ => null);
        tx.AddEvent(new ClusterEvent(_time.GetUtcNow(), EventType.CaRotated, $"The cluster's CA was replaced: {who}. Join tokens of before do not work any more.") { Actor = rotation.Actor });
    }

    private static void Put(Transaction tx, CaRotation rotation, Func<CaRotation, CaRotation?> change)
    {
        if (tx.State.Settings is { CaRotation: { } known } settings && known.From == rotation.From)
            tx.Put(settings with { CaRotation = change(known) });
    }

    [LoggerMessage(LogLevel.Information, "A new CA signs from now on: {Fingerprint}. The one before is accepted until every node has followed")]
    private partial void LogBegan(string fingerprint);

    [LoggerMessage(LogLevel.Information, "The CA before is not accepted any more; {Fingerprint} alone is")]
    private partial void LogEnded(string fingerprint);
}
