using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.Reconcile.Stacks;

/// <summary>Derives services, networks and volumes from a stack's newest revision. Repeating it changes nothing more.</summary>
internal static class StackStep
{
    private const int RevisionsKept = 10;

    /// <returns>Services that were touched: they are to be looked at next.</returns>
    public static IReadOnlyList<ServiceId> Apply(ReconcileContext context, string name)
    {
        if (context.Tx.State.FindStack(name) is not { } stack)
            return [];
        if (stack.IsRemoved)
            return TakeDown(context, stack);
        if (stack.Revision == stack.AppliedRevision || context.Tx.State.FindStackRevision(name, stack.Revision) is not { } revision)
            return StopOrStart(context, stack);

        var touched = DeriveServices(context, stack, revision);
        if (context.Tx.IsFull)
            return touched;
        DeriveNetworks(context.Tx, name, revision.Networks);
        DeriveVolumes(context.Tx, name, revision.Volumes);
        if (context.Tx.IsFull)
            return touched;
        context.Tx.Put(stack with { AppliedRevision = stack.Revision });
        foreach (var old in context.Tx.State.RevisionsOf(name).SkipLast(RevisionsKept).ToList())
            context.Tx.Remove(old);
        return touched;
    }

    private static List<ServiceId> StopOrStart(ReconcileContext context, Stack stack)
    {
        var touched = new List<ServiceId>();
        foreach (var service in context.Tx.State.ServicesOf(stack.Name).Where(s => s.IsStopped != stack.IsStopped && !s.IsRemoved).ToList())
        {
            if (context.Tx.IsFull)
                return touched;
            context.Tx.Put(service with { IsStopped = stack.IsStopped, UpdatedAt = context.Now });
            touched.Add(service.Id);
        }

        return touched;
    }

    private static List<ServiceId> DeriveServices(ReconcileContext context, Stack stack, StackRevision revision)
    {
        var touched = new List<ServiceId>();
        foreach (var spec in revision.Services)
        {
            if (context.Tx.IsFull)
                return touched;
            touched.Add(DeriveService(context, stack, spec));
        }

        if (!revision.Prune)
            return touched;
        var named = revision.Services.Select(s => s.Name).ToHashSet();
        foreach (var gone in context.Tx.State.ServicesOf(stack.Name).Where(s => !named.Contains(s.Name) && !s.IsRemoved).ToList())
        {
            if (context.Tx.IsFull)
                return touched;
            context.Tx.Put(gone with { IsRemoved = true, UpdatedAt = context.Now });
            touched.Add(gone.Id);
        }

        return touched;
    }

    private static ServiceId DeriveService(ReconcileContext context, Stack stack, ServiceSpec spec)
    {
        var tx = context.Tx;
        if (tx.State.FindService(stack.Name, spec.Name) is not { } service)
        {
            service = new Service(context.Ids.NextService(), stack.Name, spec, ServiceOverrides.None, Revision: 0, context.Now, context.Now);
            tx.AddEvent(new ClusterEvent(context.Now, EventType.ServiceCreated, $"Service {service.FullName} was created.") { Stack = stack.Name, Service = spec.Name });
        }

        // A deploy is a fresh start: it takes the file's values, starts what was stopped and tries again what had halted.
        tx.PutRevised(
            service with
            {
                FileSpec = spec,
                Overrides = ServiceOverrides.None,
                IsStopped = stack.IsStopped,
                IsRemoved = false,
                HaltedRevision = null,
                HaltReason = null,
                UpdatedAt = context.Now,
            },
            context.Now);
        return service.Id;
    }

    private static void DeriveNetworks(Transaction tx, string stack, IReadOnlyList<NetworkSpec> specs)
    {
        foreach (var spec in specs.TakeWhile(_ => !tx.IsFull))
        {
            var known = tx.State.FindNetwork(spec.Name);

            // One that another stack made and this one shares stays what its owner says it is.
            if (spec.External && known is { Stack: { } owner, IsRemoved: false } && owner != stack)
                continue;
            var subnets = known?.Subnets ?? new Dictionary<NodeId, string>();
            tx.Put(new Network(spec.External ? null : stack, spec, subnets));
        }

        var named = specs.Select(s => s.Name).ToHashSet();
        foreach (var gone in tx.State.NetworksOf(stack).Where(n => !named.Contains(n.Name)).ToList().TakeWhile(_ => !tx.IsFull))
            tx.Put(gone with { IsRemoved = true });
    }

    private static void DeriveVolumes(Transaction tx, string stack, IReadOnlyList<VolumeSpec> specs)
    {
        foreach (var spec in specs.TakeWhile(_ => !tx.IsFull))
        {
            var known = tx.State.FindVolume(spec.Name);
            tx.Put(new Volume(spec.External ? null : stack, spec, known?.Nodes ?? []));
        }
    }

    private static List<ServiceId> TakeDown(ReconcileContext context, Stack stack)
    {
        var tx = context.Tx;
        var services = tx.State.ServicesOf(stack.Name).ToList();
        foreach (var service in services.Where(s => !s.IsRemoved).TakeWhile(_ => !tx.IsFull))
            tx.Put(service with { IsRemoved = true, UpdatedAt = context.Now });
        if (services.Count > 0)
            return [.. services.Select(s => s.Id)];

        foreach (var network in tx.State.NetworksOf(stack.Name).ToList().TakeWhile(_ => !tx.IsFull))
            tx.Remove(network);
        if (!RemoveVolumes(tx, stack) || tx.IsFull)
            return [];
        foreach (var revision in tx.State.RevisionsOf(stack.Name).ToList())
            tx.Remove(revision);
        tx.Remove(stack);
        tx.AddEvent(new ClusterEvent(context.Now, EventType.StackRemoved, $"Stack {stack.Name} is gone.") { Stack = stack.Name });
        return [];
    }

    /// <returns>False while a node still has to remove one.</returns>
    private static bool RemoveVolumes(Transaction tx, Stack stack)
    {
        var volumes = tx.State.VolumesOf(stack.Name).ToList();
        if (!stack.RemovesVolumes)
        {
            // The data stays on its node; a stack of the same name finds it again by name.
            foreach (var volume in volumes.TakeWhile(_ => !tx.IsFull))
                tx.Remove(volume);
            return true;
        }

        foreach (var volume in volumes.Where(v => v.Nodes.Count == 0).TakeWhile(_ => !tx.IsFull))
            tx.Remove(volume);
        foreach (var volume in volumes.Where(v => v.Nodes.Count > 0 && !v.IsRemoved).TakeWhile(_ => !tx.IsFull))
            tx.Put(volume with { IsRemoved = true });
        return volumes.All(v => v.Nodes.Count == 0);
    }
}
