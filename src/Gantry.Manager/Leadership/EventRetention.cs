using Gantry.Manager.State;
using Microsoft.Extensions.Logging;

namespace Gantry.Manager.Leadership;

/// <summary>Lets go of events beyond what is kept. Late is harmless: nobody reads them but people who ask for the past.</summary>
internal sealed class EventRetention(StateStore store, TimeProvider time, ILogger<EventRetention> log) : LeaderDuty(time, log)
{
    // The first look, and one after a failure, waits until the start is over; afterwards a burst may overshoot the bound by what ten minutes bring.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _time = time;

    protected override async Task WatchAsync(CancellationToken leadership)
    {
        for (var wait = FirstLook; ; wait = Period)
        {
            await Task.Delay(wait, _time, leadership);
            await store.CompactEventsAsync(_time.GetUtcNow(), leadership);
        }
    }
}
