using Gantry.Manager.Dispatch;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Dispatch;

/// <summary>A node is told what changed for it, and nothing else.</summary>
public sealed class NodeAssignmentsTests
{
    private const string Front = "shop_front";
    private const string Back = "shop_back";

    private readonly StoreNouns _nouns = new();
    private readonly Transaction _tx = StoreNouns.Draft();
    private readonly Node _here;
    private readonly Node _there;
    private readonly Service _web;
    private readonly Service _db;

    public NodeAssignmentsTests()
    {
        (_here, _there) = (_nouns.Node("n1"), _nouns.Node("n2"));
        _tx.Put(_here);
        _tx.Put(_there);
        (_web, _db) = (Service("web", Front, Back), Service("db", Back));
        Run(_web, _here, "10.128.0.2");
        Run(_db, _here, "10.128.0.130");
    }

    [Fact]
    public void Who_answers_on_a_network_is_told_again_only_where_it_changed()
    {
        var shared = SharedAssignments.Of(_tx.State);
        var told = NodeAssignments.For(shared, _here.Id);

        Run(_db, _there, "10.128.64.130");
        var next = NodeAssignments.For(SharedAssignments.Of(_tx.State, shared), _here.Id).Since(told, term: 1, version: 2);

        Assert.NotNull(next?.Networks);
        Assert.Equal([Back, Front], next.Networks.Select(n => n.Spec.Name));
        Assert.Null(next.Networks[1].Services);
        Assert.Equal(["10.128.0.130", "10.128.64.130"], (next.Networks[0].Services ?? []).Single(s => s.Service == "db").Replicas.Select(r => r.Address));
        Assert.Empty(next.Tasks);
    }

    [Fact]
    public void What_happens_on_other_nodes_is_none_of_its_business()
    {
        var lone = Service("lone");
        var shared = SharedAssignments.Of(_tx.State);
        var told = NodeAssignments.For(shared, _here.Id);

        Run(lone, _there, address: null);
        var later = SharedAssignments.Of(_tx.State, shared);

        Assert.True(told.HoldsIn(later, _here.Id));
        Assert.False(NodeAssignments.For(shared, _there.Id).HoldsIn(later, _there.Id));
        Assert.Null(NodeAssignments.For(later, _here.Id).Since(told, term: 1, version: 2));
    }

    [Fact]
    public void A_task_that_should_stop_is_told_to_its_node()
    {
        var task = Run(_web, _here, "10.128.0.3");
        var shared = SharedAssignments.Of(_tx.State);
        var told = NodeAssignments.For(shared, _here.Id);

        _tx.Put(task with { Desired = DesiredState.Shutdown });
        var later = SharedAssignments.Of(_tx.State, shared);

        Assert.False(told.HoldsIn(later, _here.Id));
        Assert.Equal([(task.Id, DesiredState.Shutdown)], NodeAssignments.For(later, _here.Id).Since(told, term: 1, version: 2)?.Tasks.Select(t => (t.Id, t.Desired)) ?? []);
    }

    private Service Service(string name, params string[] networks)
    {
        var made = _nouns.Service(name);
        var service = made with { FileSpec = made.FileSpec with { Container = made.FileSpec.Container with { Networks = [.. networks.Select(n => new NetworkAttachment(n, []))] } } };
        _tx.Put(service);
        _tx.Put(StoreNouns.Revision(service.Id, 1) with { Container = service.Container });
        foreach (var network in networks)
            _tx.Put(StoreNouns.Network(network));
        return service;
    }

    private ServiceTask Run(Service service, Node node, string? address)
    {
        var task = _nouns.Task(service, 1, node.Id, TaskState.Running);
        task = task with { Observed = task.Observed with { Addresses = [.. service.Container.Networks.Take(address is null ? 0 : 2).Select(n => new TaskAddress(n.Network, address ?? ""))] } };
        _tx.Put(task);
        return task;
    }
}
