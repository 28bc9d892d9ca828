using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.Planning;

/// <summary>What is different about a stack between two states of the cluster. Pure.</summary>
internal static class StackDiff
{
    /// <param name="removesVolumes">The change takes the stack down with its volumes.</param>
    public static ChangePlan Of(string stack, Snapshot before, Snapshot after, bool removesVolumes)
    {
        var names = before.ServicesOf(stack).Concat(after.ServicesOf(stack)).Select(s => s.Name).Distinct().Order(StringComparer.Ordinal);
        return new ChangePlan(
            stack,
            before.FindStack(stack)?.Revision ?? 0,
            [.. names.Select(n => ServiceOf(before, after, before.FindService(stack, n), after.FindService(stack, n))).OfType<ServiceChange>()],
            Networks(stack, before, after),
            Volumes(stack, before, after, removesVolumes))
        {
            FromTag = before.FindStack(stack) is { } known ? StackTag.Of(known) : null,
        };
    }

    private static ServiceChange? ServiceOf(Snapshot before, Snapshot after, Service? old, Service? next)
    {
        if ((next ?? old) is not { } either)
            return null;
        var tasks = SlotDiff.Of(before, old?.Id, after, next?.Id);
        var was = old is { IsRemoved: false } ? old : null;
        var becomes = next is { IsRemoved: false } ? next : null;
        return (was, becomes) switch
        {
            (null, null) => new ServiceChange(either.Name, tasks.Count > 0 ? ChangeKind.Remove : ChangeKind.None, [], tasks),
            (null, _) => new ServiceChange(either.Name, ChangeKind.Create, [], tasks),
            (_, null) => new ServiceChange(either.Name, ChangeKind.Remove, [], tasks),
            var (one, other) => Changed(one, other, tasks),
        };
    }

    private static ServiceChange Changed(Service old, Service next, IReadOnlyList<TaskChange> tasks)
    {
        var reasons = Reasons(old, next).ToList();
        if (old.Revision != next.Revision)
            return new ServiceChange(next.Name, ChangeKind.Replace, reasons, tasks);
        var kind = reasons.Count > 0 || tasks.Count > 0 ? ChangeKind.Update : ChangeKind.None;
        return new ServiceChange(next.Name, kind, reasons, tasks);
    }

    private static IEnumerable<string> Reasons(Service old, Service next)
    {
        foreach (var reason in SpecDiff.Between(old, next))
            yield return reason;
        if (old.Generation != next.Generation)
            yield return "new containers of the same spec were asked for";
        if (old.IsStopped != next.IsStopped)
            yield return next.IsStopped ? "stopped" : "started";
        if (old.IsHalted && !next.IsHalted)
            yield return $"the update that halted is tried again ({old.HaltReason})";
    }

    private static List<ResourceChange> Networks(string stack, Snapshot before, Snapshot after)
    {
        var old = SpecsOf(before, stack)?.Networks ?? [];
        var next = SpecsOf(after, stack)?.Networks ?? [];
        var changes = Resources(old, next, n => n.Name, n => n.External, SameNetwork, _ => (ChangeKind.Remove, null));
        var drifted = next.Select(n => (n.Name, Drift: Drift.Of(before, n))).Where(n => n.Drift.Count > 0).ToDictionary();
        return [.. changes.Select(c => AsMade(c, before, drifted))];
    }

    private static List<ResourceChange> Volumes(string stack, Snapshot before, Snapshot after, bool removesVolumes)
    {
        var old = SpecsOf(before, stack)?.Volumes ?? [];
        var next = SpecsOf(after, stack)?.Volumes ?? [];

        // A volume that no file names any more keeps its data: only the removal of the stack can ask for it.
        var changes = Resources(old, next, v => v.Name, v => v.External, SameVolume, _ => removesVolumes
            ? (ChangeKind.Remove, "its data is deleted")
            : (ChangeKind.None, "kept with its data"));
        var drifted = next.Select(v => (v.Name, Drift: Drift.Of(before, v))).Where(v => v.Drift.Count > 0).ToDictionary();
        return [.. changes.Select(c => AsFound(AsMade(c, before, drifted), before, after))];
    }

    private static ResourceChange AsMade(ResourceChange change, Snapshot before, Dictionary<string, IReadOnlyDictionary<NodeId, string>> drifted) =>
        drifted.GetValueOrDefault(change.Name) is { } drift
            ? new ResourceChange(change.Name, ChangeKind.None, Drift.Note(before, drift))
            : change;

    /// <summary>A volume that was there before us, or that somebody made since, is not ours to make or to remove.</summary>
    private static ResourceChange AsFound(ResourceChange change, Snapshot before, Snapshot after)
    {
        // A removed stack's volumes are forgotten with it.
        var homes = (after.FindVolume(change.Name) ?? before.FindVolume(change.Name))?.Nodes ?? [];
        var finders = homes.Select(after.Find).OfType<Node>().Where(n => n.ForeignVolumes.Contains(change.Name)).Select(n => n.Name).ToList();
        if (finders.Count == 0)
            return change;
        var found = $"exists on {string.Join(", ", finders.Order(StringComparer.Ordinal))} and was not made by Gantry";
        var isElsewhere = finders.Count < homes.Count;
        return change switch
        {
            { Kind: ChangeKind.Remove } => new ResourceChange(change.Name, isElsewhere ? change.Kind : ChangeKind.None, $"{found}: stays with its data"),
            { Note: null } => new ResourceChange(change.Name, isElsewhere ? change.Kind : ChangeKind.None, $"{found}: used as it is, never removed"),
            _ => change,
        };
    }

    private static StackRevision? SpecsOf(Snapshot state, string stack) =>
        state.FindStack(stack) is { } found ? state.FindStackRevision(stack, found.AppliedRevision) : null;

    private static bool SameNetwork(NetworkSpec one, NetworkSpec other) => Model.Json.CompactJson.Write(one) == Model.Json.CompactJson.Write(other);

    private static bool SameVolume(VolumeSpec one, VolumeSpec other) => Model.Json.CompactJson.Write(one) == Model.Json.CompactJson.Write(other);

    private static IEnumerable<ResourceChange> Resources<T>(
        IReadOnlyList<T> old,
        IReadOnlyList<T> next,
        Func<T, string> nameOf,
        Func<T, bool> isExternal,
        Func<T, T, bool> isSame,
        Func<string, (ChangeKind Kind, string? Note)> whenGone)
    {
        var before = old.ToDictionary(nameOf);
        foreach (var resource in next.OrderBy(nameOf, StringComparer.Ordinal))
        {
            var name = nameOf(resource);
            before.Remove(name, out var known);
            if (isExternal(resource))
                yield return new ResourceChange(name, ChangeKind.None, "external: must exist, is used as it is");
            else if (known is null)
                yield return new ResourceChange(name, ChangeKind.Create);
            else
                yield return new ResourceChange(name, isSame(known, resource) ? ChangeKind.None : ChangeKind.Update);
        }

        foreach (var (name, gone) in before.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var (kind, note) = isExternal(gone) ? (ChangeKind.None, "external: stays") : whenGone(name);
            yield return new ResourceChange(name, kind, note);
        }
    }
}
