using Gantry.Model.Nodes;
using Microsoft.Extensions.Hosting;

namespace Gantry.Worker.Docker.Usage;

/// <summary>Keeps a recent picture of the machine's load, so that nobody who places tasks has to wait for one.</summary>
internal sealed class HostUsageSampler(HostUsageReader reader, TimeProvider time) : BackgroundService
{
    // Longer than a burst of container starts looks like load, short enough for a scheduler to see a busy machine
    // within one heartbeat or two.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly long _memoryBytes = reader.ReadFacts().MemoryBytes;
    private CpuTimes? _last;
    private HostUsage? _latest;

    /// <summary>Null before the first sample.</summary>
    public HostUsage? Latest => Volatile.Read(ref _latest);

    /// <summary>As heartbeats tell it.</summary>
    public NodeUsage NodeUsage => Latest is { } latest
        ? new NodeUsage(latest.CpuBusyShare ?? 0, _memoryBytes - latest.MemoryAvailableBytes) { LoadOneMinute = latest.LoadOneMinute }
        : NodeUsage.None;

    /// <summary>Takes one sample. Called by the loop alone, and by tests.</summary>
    public void Sample()
    {
        var now = reader.ReadCpuTimes();
        Volatile.Write(ref _latest, reader.Read(now, _last));
        _last = now;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
            Sample();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
