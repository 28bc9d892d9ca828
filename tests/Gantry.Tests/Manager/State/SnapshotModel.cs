using Gantry.Manager.State;
using Gantry.Model.Deployments;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Registries;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Tests.Manager.State;

/// <summary>The plainest thing that a snapshot must agree with: all objects in one dictionary, every answer worked out anew.</summary>
internal sealed class SnapshotModel(Dictionary<ObjectKey, (object Noun, long ModifiedAt)> rows)
{
    public static SnapshotModel Empty => new([]);

    public IEnumerable<ObjectKey> Keys => rows.Keys;

    public SnapshotModel Copy() => new(new Dictionary<ObjectKey, (object Noun, long ModifiedAt)>(rows));

    public long ModifiedAt(ObjectKey key) => rows.GetValueOrDefault(key).ModifiedAt;

    public object? Find(ObjectKey key) => rows.GetValueOrDefault(key).Noun;

    public void Set(ObjectKey key, object? noun, long modifiedAt)
    {
        if (noun is null)
            rows.Remove(key);
        else
            rows[key] = (noun, modifiedAt);
    }

    public void AssertSameAs(Snapshot snapshot)
    {
        AssertPrimary(snapshot);
        AssertGroups(snapshot);
        foreach (var (key, row) in rows)
            Assert.Equal(snapshot.Revision with { Number = row.ModifiedAt }, snapshot.ModifiedAt(key));
    }

    private void AssertPrimary(Snapshot snapshot)
    {
        Assert.Equal(All<Stack>().OrderBy(s => s.Name, StringComparer.Ordinal), snapshot.Stacks);
        Assert.Equal(All<Service>().OrderBy(s => s.Id), snapshot.Services);
        Assert.Equal(All<ServiceTask>().OrderBy(t => t.Id), snapshot.Tasks);
        Assert.Equal(All<Node>().OrderBy(n => n.Id), snapshot.Nodes);
        Assert.Equal(All<Network>().OrderBy(n => n.Name, StringComparer.Ordinal), snapshot.Networks);
        Assert.Equal(All<Volume>().OrderBy(v => v.Name, StringComparer.Ordinal), snapshot.Volumes);
        Assert.Equal(All<Deployment>().OrderBy(d => d.Id), snapshot.Deployments);
        Assert.Equal(All<Registry>().OrderBy(r => r.Host, StringComparer.Ordinal), snapshot.Registries);
        Assert.All(All<ServiceTask>(), t => Assert.Same(t, snapshot.Find(t.Id)));
        Assert.All(All<Service>(), s => Assert.Same(s, snapshot.FindService(s.Stack, s.Name)));
        Assert.All(All<Node>(), n => Assert.Same(n, snapshot.FindNode(n.Name)));
        Assert.All(All<ServiceRevision>(), r => Assert.Same(r, snapshot.FindRevision(r.ServiceId, r.Number)));
        Assert.All(All<StackRevision>(), r => Assert.Same(r, snapshot.FindStackRevision(r.Stack, r.Number)));
    }

    private void AssertGroups(Snapshot snapshot)
    {
        foreach (var stack in All<Stack>().Select(s => s.Name))
        {
            Assert.Equal(All<Service>().Where(s => s.Stack == stack).OrderBy(s => s.Name, StringComparer.Ordinal), snapshot.ServicesOf(stack));
            Assert.Equal(All<StackRevision>().Where(r => r.Stack == stack).OrderBy(r => r.Number), snapshot.RevisionsOf(stack));
            Assert.Equal(All<Network>().Where(n => n.Stack == stack).OrderBy(n => n.Name, StringComparer.Ordinal), snapshot.NetworksOf(stack));
            Assert.Equal(All<Volume>().Where(v => v.Stack == stack).OrderBy(v => v.Name, StringComparer.Ordinal), snapshot.VolumesOf(stack));
            Assert.Equal(All<Deployment>().Where(d => d.Stack == stack).OrderBy(d => d.CreatedAt).ThenBy(d => d.Id), snapshot.DeploymentsOf(stack));
        }

        var byService = All<ServiceTask>().ToLookup(t => t.ServiceId);
        Assert.Equal(
            All<Service>().Where(s => byService[s.Id].Any(t => t.WantsNode)).Select(s => s.Id).Order(),
            snapshot.WaitingServices.Select(s => s.Id).Order());
        var byNode = All<ServiceTask>().ToLookup(t => t.NodeId);
        var revisions = All<ServiceRevision>().ToLookup(r => r.ServiceId);
        foreach (var service in All<Service>().Select(s => s.Id))
        {
            Assert.Equal(byService[service].OrderBy(t => t.Slot).ThenBy(t => t.CreatedAt).ThenBy(t => t.Id), snapshot.TasksOf(service));
            Assert.Equal(revisions[service].OrderBy(r => r.Number), snapshot.RevisionsOf(service));
        }

        foreach (var node in All<Node>().Select(n => n.Id))
        {
            var there = byNode[node].OrderBy(t => t.Id).ToList();
            var holding = there.Where(t => t.HoldsResources).ToList();
            Assert.Equal(there, snapshot.TasksOn(node));
            Assert.Equal(holding.Count, snapshot.HoldingOn(node));
            Assert.Equal(new Reservation(holding.Sum(t => t.Reservation.CpuNanos), holding.Sum(t => t.Reservation.MemoryBytes), holding.Sum(t => t.Reservation.Pids)), snapshot.HeldOn(node));
        }
    }

    private IEnumerable<T> All<T>() => rows.Values.Select(r => r.Noun).OfType<T>();
}
