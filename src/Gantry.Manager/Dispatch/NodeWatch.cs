using Gantry.Manager.Leadership;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Dispatch;

/// <summary>Notices nodes that fall silent, and those that come back.</summary>
internal sealed partial class NodeWatch(StateStore store, NodePulse pulse, TimeProvider time, ILogger<NodeWatch> log) : LeaderDuty(time, log)
{
    /// <summary>Whoever sleeps longer than it meant to by this much was stopped itself, and with it all that it might have heard.</summary>
    private static readonly TimeSpan Overslept = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = time;
    private readonly NodeSilence _silence = new(pulse);

    protected override async Task WatchAsync(CancellationToken leadership)
    {
        while (!leadership.IsCancellationRequested)
        {
            if (_silence.IsNews(_silence.Look(store.Current)) || NodeTurns.Settled(store.Current, _time.GetUtcNow()).Any())
                await store.UpdateAsync(tx => _silence.Apply(tx, _time.GetUtcNow()), leadership);

            var wait = Wait(_silence.Look(store.Current));
            var asleep = _time.GetTimestamp();
            await pulse.WaitAsync(store.Current.Nodes.Where(n => n.State is NodeState.Down or NodeState.Suspected).Select(n => n.Id), wait, leadership);
            if (_time.GetElapsedTime(asleep) > wait + Overslept)
            {
                LogOverslept(_time.GetElapsedTime(asleep).TotalSeconds);
                pulse.StartAgain();
            }
        }
    }

    private TimeSpan Wait(SilencePlan plan)
    {
        var now = _time.GetUtcNow();
        var settles = store.Current.Nodes.Select(n => n.SettledAt - now).Where(w => w is not null).DefaultIfEmpty().Min();
        var wait = settles is null || plan.NextLook < settles ? plan.NextLook ?? MostWait : settles.Value;
        return wait < LeastWait ? LeastWait : wait > MostWait ? MostWait : wait;
    }

    [LoggerMessage(LogLevel.Warning, "This manager was stopped for {Seconds:0} s: it counts the silence of nodes anew")]
    private partial void LogOverslept(double seconds);
}
