using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Events;
using Gantry.Model.Settings;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Rebalancing;

/// <summary>Marks the tasks that are to move; deciding rounds do the rest.</summary>
internal static class MoveMarks
{
    /// <summary>Between two plans of the manager's own, and after a node came or went: what moves must be seen to hold.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(1);

    /// <param name="actor">Null: the manager's own plan.</param>
    public static void Put(Transaction tx, RebalancePlan plan, string? actor, DateTimeOffset now)
    {
        foreach (var move in plan.Moves)
        {
            tx.Put(move.Task with { Move = new TaskMove(move.To.Id, now) });
            tx.AddEvent(new ClusterEvent(now, EventType.TaskMoving, $"{move.Task.Name} moves from node {move.From.Name} to {move.To.Name}: {move.Why}.")
            {
                Stack = move.Task.Stack,
                Service = move.Task.Service,
                TaskId = move.Task.Id,
                NodeId = move.From.Id,
                Actor = actor,
            });
        }
    }

    /// <summary>Where the cluster rebalances by itself and is calm. Repeating it within a minute changes nothing.</summary>
    public static void PutWhenCalm(Transaction tx, DateTimeOffset now)
    {
        var state = tx.State;
        if (state.Settings.Rebalance != RebalanceMode.Auto || state.Nodes.Any(n => IsRecent(n.StateSince)) || state.Tasks.Any(t => IsRecent(t.Move?.Since)))
            return;
        Put(tx, RebalancePlan.For(state, RebalanceRequest.DefaultMoves, RebalanceRequest.DefaultPerService, now), actor: null, now);

        bool IsRecent(DateTimeOffset? at) => at is { } known && now - known < Calm;
    }
}
