using Gantry.Manager.Allocate;
using Gantry.Manager.Planning.Rebalancing;
using Gantry.Manager.Reconcile;
using Gantry.Manager.Reconcile.Deployments;
using Gantry.Manager.Reconcile.Services;
using Gantry.Manager.Reconcile.Stacks;
using Gantry.Manager.Schedule;
using Gantry.Manager.State;
using Gantry.Model.Ids;
using Gantry.Model.Services;

namespace Gantry.Manager.Planning;

/// <summary>
/// One round of deciding: stacks, services, placement, addresses, deployments, in one transaction. The leader commits what
/// comes out; a plan does the same on a copy that nobody commits. That they are the same function is what makes a plan true.
/// </summary>
internal static class ClusterStep
{
    /// <returns>What to look at again though nothing changes. Of a transaction that is full: of what it came to, and the same is to be looked at once more.</returns>
    public static Agenda Advance(Transaction tx, LookAt look, DateTimeOffset now, IdSource ids)
    {
        var context = new ReconcileContext(tx, now, ids, service => ScheduleStep.NodesFor(tx.State, service));
        if (look.IsEverything)
            AllocateStep.ForgetRemovedNodes(tx);
        var services = ServicesOf(tx.State, look);
        foreach (var stack in look.StacksIn(tx.State).TakeWhile(_ => !tx.IsFull))
            services.UnionWith(StackStep.Apply(context, stack));
        DependencyRestart.Apply(context, services);
        AllocateStep.ChoosePorts(tx, services);
        foreach (var id in services.TakeWhile(_ => !tx.IsFull))
            ServiceStep.Apply(context, id);

        var waiting = tx.State.WaitingServices.Where(s => look.HasPlaceChanged || services.Contains(s.Id) || HasLeaderIn(tx.State, s, services));
        if (!tx.IsFull)
            ScheduleStep.Apply(tx, waiting, now, context.Agenda.LookAt);
        AllocateStep.Apply(tx, services);
        foreach (var stack in look.StacksIn(tx.State).TakeWhile(_ => !tx.IsFull))
            DeploymentStep.Apply(context, stack);
        if (look.IsEverything && !tx.IsFull)
            MoveMarks.PutWhenCalm(tx, now);
        return context.Agenda;
    }

    // A place may have come free for it where another service has come.
    private static bool HasLeaderIn(Snapshot state, Service service, SortedSet<ServiceId> moved) =>
        service.Spec.Placement.Affinities.Any(a => state.FindService(service.Stack, a.Service) is { } leader && moved.Contains(leader.Id));

    private static SortedSet<ServiceId> ServicesOf(Snapshot state, LookAt look)
    {
        if (look.IsEverything)
            return [.. state.Services.Select(s => s.Id)];

        var ids = new SortedSet<ServiceId>(look.Services.Where(id => state.Find(id) is not null));
        if (look.HasPlaceChanged)
            ids.UnionWith(state.Services.Where(s => s.Spec.Mode == ServiceMode.Global).Select(s => s.Id));

        // What waits for a service that moved may start now; what restarts with it moves itself.
        var movers = new Queue<Service>(ids.Select(state.Find).OfType<Service>());
        while (movers.TryDequeue(out var moved))
        {
            foreach (var dependent in state.ServicesOf(moved.Stack))
            {
                if (dependent.Spec.DependsOn.FirstOrDefault(d => d.Service == moved.Name) is { } dependency && ids.Add(dependent.Id) && dependency.Restart)
                    movers.Enqueue(dependent);
            }
        }

        return ids;
    }
}
