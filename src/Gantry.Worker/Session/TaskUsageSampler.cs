using System.Collections.Immutable;
using Gantry.Model.Api;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Usage;
using Gantry.Worker.Tasks;
using Microsoft.Extensions.Hosting;

namespace Gantry.Worker.Session;

/// <summary>Knows the CPU share of every running task, so that nobody who asks waits for a second sample.</summary>
internal sealed class TaskUsageSampler(Func<IReadOnlyList<TaskRunner>> running, ContainerUsageReader reader, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private volatile ImmutableDictionary<string, Reading> _samples = [];

    /// <summary>One entry a running task. Its CPU share is that of the last whole interval, the rest is of now.</summary>
    public IReadOnlyList<TaskUsage> Read(string node)
    {
        var samples = _samples;
        return
        [
            .. from runner in running()
               let container = runner.Container
               where container is { Phase: ContainerPhase.Running }
               let usage = reader.Read(container.Pid, container.Id)
               where usage is not null
               select new TaskUsage(
                   runner.Id.ToString(),
                   node,
                   samples.TryGetValue(container.Id, out var sample) ? sample.CpuShare : ShareOfLife(container, usage.Value),
                   usage.Value.MemoryBytes ?? 0,
                   usage.Value.MemoryLimitBytes ?? 0,
                   usage.Value.Pids ?? 0),
        ];
    }

    /// <summary>As the node tells it: the CPU share of the last whole interval, the memory of now.</summary>
    public IReadOnlyList<TaskLoad> Loads() => [.. Read(node: "").Select(u => new TaskLoad(TaskId.Parse(u.Task), u.CpuShare, u.MemoryBytes))];

    /// <summary>Takes one sample of each. Called by the loop alone, and by tests.</summary>
    public void Sample()
    {
        var before = _samples;
        var next = ImmutableDictionary.CreateBuilder<string, Reading>();
        foreach (var container in running().Select(r => r.Container))
        {
            if (container is { Phase: ContainerPhase.Running } && reader.Read(container.Pid, container.Id) is { CpuNanos: { } nanos } usage)
            {
                var at = time.GetTimestamp();
                var share = before.TryGetValue(container.Id, out var last)
                    ? Share(nanos - last.CpuNanos, time.GetElapsedTime(last.At, at))
                    : ShareOfLife(container, usage);
                next[container.Id] = new Reading(nanos, at, share);
            }
        }

        _samples = next.ToImmutable();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
            Sample();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Before its second sample: all that it has used, over all the time that it has run.
    private double ShareOfLife(ContainerView container, ContainerUsage usage) =>
        container.StartedAt is { } started ? Share(usage.CpuNanos ?? 0, time.GetUtcNow() - started) : 0;

    private static double Share(long nanos, TimeSpan span) => span > TimeSpan.Zero ? Math.Max(0, nanos / span.TotalNanoseconds) : 0;

    private readonly record struct Reading(long CpuNanos, long At, double CpuShare);
}
