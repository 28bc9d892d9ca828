using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning;

/// <summary>Which slots of a service get another task, lose theirs, or cannot get one. Pure.</summary>
internal static class SlotDiff
{
    /// <param name="oldId">Null when there was no such service, as <paramref name="nextId"/>. They differ when another took the name.</param>
    public static IReadOnlyList<TaskChange> Of(Snapshot before, ServiceId? oldId, Snapshot after, ServiceId? nextId)
    {
        var old = oldId is { } was ? Holders(before, was) : [];
        var next = nextId is { } becomes ? Holders(after, becomes) : [];
        var slots = old.Keys.Union(next.Keys).OrderBy(k => k.Slot).ThenBy(k => k.Node);
        return [.. slots.Select(slot => Change(before, after, slot.Slot, old.GetValueOrDefault(slot), next.GetValueOrDefault(slot))).OfType<TaskChange>()];
    }

    private static TaskChange? Change(Snapshot before, Snapshot after, int slot, ServiceTask? old, ServiceTask? next)
    {
        var from = NameOf(before, old?.NodeId);
        if (next is null)
            return new TaskChange(slot, ChangeKind.Remove, null, from);
        if (old?.Id == next.Id && (old.State >= TaskState.Assigned || next.State < TaskState.Assigned))
            return null;

        var blocked = next.State < TaskState.Assigned ? WhyBlocked(next) : null;
        var node = blocked is null ? NameOf(after, next.NodeId) : null;
        return new TaskChange(slot, old is null || old.Id == next.Id ? ChangeKind.Create : ChangeKind.Replace, node, from, blocked);
    }

    private static string WhyBlocked(ServiceTask task) =>
        task.NotBefore is { } at ? $"waits until {at:HH:mm:ss} UTC, since its predecessor failed" : task.Observed.Message;

    /// <summary>The newest task of each slot that is wanted, or that did what it was for.</summary>
    private static Dictionary<(int Slot, NodeId? Node), ServiceTask> Holders(Snapshot state, ServiceId id)
    {
        var holders = new Dictionary<(int, NodeId?), ServiceTask>();
        foreach (var task in state.TasksOf(id).Where(t => t.IsLive || t.State == TaskState.Complete))
        {
            var slot = (task.Slot, task.Slot > 0 ? null : task.NodeId);
            var isNewer = !holders.TryGetValue(slot, out var holder)
                || task.Revision > holder.Revision
                || (task.Revision == holder.Revision && task.IsLive && !holder.IsLive);
            if (isNewer)
                holders[slot] = task;
        }

        return holders;
    }

    private static string? NameOf(Snapshot state, NodeId? id) => id is { } node ? state.Find(node)?.Name ?? node.ToString() : null;
}
