using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>What a node has of the service that is placed.</summary>
/// <param name="Tasks">Live tasks: meant to run, not ended.</param>
/// <param name="RecentFailures">Of the revision being placed, in the last 5 minutes.</param>
internal sealed record ServiceOnNode(NodeId Node, int Tasks, int RecentFailures = 0)
{
    private static readonly TimeSpan FailureMemory = TimeSpan.FromMinutes(5);

    /// <summary>Every node that has any.</summary>
    /// <param name="all">Tasks of the service.</param>
    public static IReadOnlyList<ServiceOnNode> Of(Service service, List<ServiceTask> all, DateTimeOffset now)
    {
        Dictionary<NodeId, (int Tasks, int Failures)>? counts = null;
        foreach (var task in all)
        {
            if (task.NodeId is not { } node)
                continue;
            var isLive = task is { HoldsResources: true, IsLive: true };
            var hasFailed = task.State is TaskState.Failed or TaskState.Rejected && task.Revision == service.Revision && now - task.EndedAt < FailureMemory;
            if (!isLive && !hasFailed)
                continue;
            counts ??= [];
            var (tasks, failures) = counts.GetValueOrDefault(node);
            counts[node] = (tasks + (isLive ? 1 : 0), failures + (hasFailed ? 1 : 0));
        }

        return counts is null ? [] : [.. counts.Select(of => new ServiceOnNode(of.Key, of.Value.Tasks, of.Value.Failures))];
    }
}
