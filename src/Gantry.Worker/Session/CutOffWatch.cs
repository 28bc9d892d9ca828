using Gantry.Worker.Tasks;
using Microsoft.Extensions.Hosting;

namespace Gantry.Worker.Session;

/// <summary>Tells the node's tasks for how long no manager was heard: some are to stop by themselves then.</summary>
internal sealed class CutOffWatch(ManagerContact contact, NodeTasks tasks, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Heartbeats are this far apart and more: nothing is cut off yet.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (contact.Silence is var silence && silence > Usual)
                await tasks.PostAsync(new NodeTasksInput.CutOff(silence), stoppingToken);
        }
    }
}
