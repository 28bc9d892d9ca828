using Gantry.Manager.Endpoints;
using Gantry.Manager.State;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Endpoints;

/// <summary>Traffic and names are given to what is in service, and to nothing else.</summary>
public sealed class EndpointsTests
{
    private const string Front = "shop_front";
    private const string Back = "shop_back";

    private readonly StoreNouns _nouns = new();
    private readonly Transaction _tx = StoreNouns.Draft();
    private readonly Node _node;
    private readonly Service _service;

    public EndpointsTests()
    {
        _node = _nouns.Node("n1");
        _tx.Put(_node);
        var made = _nouns.Service("web");
        _service = made with
        {
            FileSpec = made.FileSpec with
            {
                Container = made.FileSpec.Container with { Networks = [new NetworkAttachment(Front, ["www", "shop"]), new NetworkAttachment(Back, [])] },
                Ports = [new PublishedPort(80, 8080)],
            },
        };
        _tx.Put(_service);
    }

    public static TheoryData<TaskState, TaskHealth, DesiredState, bool> Conditions => new()
    {
        { TaskState.Running, TaskHealth.None, DesiredState.Running, true },
        { TaskState.Running, TaskHealth.Healthy, DesiredState.Running, true },
        { TaskState.Running, TaskHealth.Starting, DesiredState.Running, false },
        { TaskState.Running, TaskHealth.Unhealthy, DesiredState.Running, false },
        { TaskState.Running, TaskHealth.Healthy, DesiredState.Shutdown, false },
        { TaskState.Ready, TaskHealth.None, DesiredState.Ready, false },
        { TaskState.Starting, TaskHealth.None, DesiredState.Running, false },
        { TaskState.Complete, TaskHealth.None, DesiredState.Running, false },
        { TaskState.Failed, TaskHealth.Healthy, DesiredState.Running, false },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    internal void Only_a_replica_in_service_gets_traffic_and_answers_to_the_name(TaskState state, TaskHealth health, DesiredState desired, bool isReached)
    {
        Replica(1, "10.128.0.2");
        Replica(2, "10.128.0.3", state, health, desired);

        string[] expected = isReached ? ["10.128.0.2", "10.128.0.3"] : ["10.128.0.2"];
        Assert.Equal(expected, Backends());
        Assert.Equal(expected, Answers(Front).Replicas.Select(r => r.Address));
    }

    [Fact]
    public void One_that_turns_unhealthy_leaves_and_comes_back_when_it_is_well()
    {
        var task = Replica(1, "10.128.0.2", health: TaskHealth.Healthy);

        _tx.Put(task with { Observed = task.Observed with { Health = TaskHealth.Unhealthy } });
        var (sick, unnamed) = (Backends(), Answers(Front).Replicas);
        _tx.Put(task);

        Assert.Empty(sick);
        Assert.Empty(unnamed);
        Assert.Equal(["10.128.0.2"], Backends());
    }

    [Fact]
    public void A_service_answers_to_what_its_file_calls_the_container_and_to_links_of_those_beside_it()
    {
        _tx.Put(_service with { FileSpec = _service.FileSpec with { ContainerName = "my-web" } });
        var linking = _nouns.Service("linking");
        _tx.Put(linking with
        {
            FileSpec = linking.FileSpec with
            {
                Container = linking.FileSpec.Container with { Networks = [new NetworkAttachment(Back, [])] },
                Links = [new Link("web", "web"), new Link("web", "site"), new Link("linking", "me")],
            },
        });

        Assert.Equal(["www", "shop", "my-web"], Answers(Front).Aliases);
        Assert.Equal(["my-web", "site"], NetworkServices.Of(_tx.State).On(Back).Single(s => s.Service == "web").Aliases);
    }

    [Fact]
    public void A_published_port_is_known_while_nobody_answers_it()
    {
        var route = Assert.Single(PublishedRoutes.Of(_tx.State).For(_tx.State.TasksOn(_node.Id)));

        Assert.Equal(("shop", "web", 8080, "tcp"), (route.Stack, route.Service, route.Published, route.Protocol));
        Assert.Empty(route.Backends);
    }

    [Fact]
    public void A_nodes_port_leads_to_the_nodes_own_replicas_at_their_target()
    {
        var other = _nouns.Node("n2");
        _tx.Put(other);
        Replica(1, "10.128.0.2");
        _tx.Put(Replica(2, "10.128.64.2") with { NodeId = other.Id });

        var backend = Assert.Single(Assert.Single(PublishedRoutes.Of(_tx.State).For(_tx.State.TasksOn(other.Id))).Backends);

        Assert.Equal(("10.128.64.2", 80), (backend.Address, backend.Port));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void What_is_stopped_or_removed_publishes_nothing(bool isStopped, bool isRemoved)
    {
        Replica(1, "10.128.0.2");

        _tx.Put(_service with { IsStopped = isStopped, IsRemoved = isRemoved });

        Assert.Empty(PublishedRoutes.Of(_tx.State).For(_tx.State.TasksOn(_node.Id)));
    }

    [Fact]
    public void Each_network_has_its_own_aliases_and_addresses()
    {
        var task = Replica(1, "10.128.0.2");
        _tx.Put(task with { Observed = task.Observed with { Addresses = [new TaskAddress(Front, "10.128.0.2"), new TaskAddress(Back, "10.128.0.130")] } });

        var (front, back) = (Answers(Front), Answers(Back));

        Assert.Equal(["www", "shop"], front.Aliases);
        Assert.Empty(back.Aliases);
        Assert.Equal(("1", "10.128.0.2"), (front.Replicas[0].Slot, front.Replicas[0].Address));
        Assert.Equal(["10.128.0.130"], back.Replicas.Select(r => r.Address));
    }

    [Fact]
    public void A_network_that_the_service_is_not_on_does_not_know_it()
    {
        Replica(1, "10.128.0.2");

        Assert.Empty(NetworkServices.Of(_tx.State).On("shop_other"));
    }

    [Fact]
    public void A_global_services_replicas_are_named_by_their_nodes()
    {
        _tx.Put(Replica(1, "10.128.0.2") with { Slot = 0 });

        Assert.Equal("n1", Answers(Front).Replicas[0].Slot);
    }

    [Fact]
    public void What_says_the_same_as_before_is_the_same_object_and_what_does_not_is_another()
    {
        var other = _nouns.Service("other");
        _tx.Put(other with { FileSpec = other.FileSpec with { Container = other.FileSpec.Container with { Networks = [new NetworkAttachment(Back, [])] } } });
        var task = Replica(1, "10.128.0.2");
        var before = NetworkServices.Of(_tx.State);

        Replica(2, "10.128.0.3", TaskState.Preparing);
        _tx.Put(_node with { Usage = new NodeUsage(0.5, 0) });
        var unchanged = NetworkServices.Of(_tx.State, before);
        _tx.Put(task with { Desired = DesiredState.Shutdown });
        var changed = NetworkServices.Of(_tx.State, unchanged);

        Assert.Same(before.On(Front), unchanged.On(Front));
        Assert.NotSame(before.On(Front), changed.On(Front));
        Assert.Same(before.On(Back), changed.On(Back));
        Assert.Empty(changed.On(Front)[0].Replicas);
    }

    [Theory]
    [InlineData(NodeState.Suspected)]
    [InlineData(NodeState.Down)]
    internal void A_node_that_falls_silent_takes_its_addresses_along_though_its_tasks_are_as_they_were(NodeState state)
    {
        Replica(1, "10.128.0.2");
        var before = NetworkServices.Of(_tx.State);

        _tx.Put(_node with { State = state });
        var silent = NetworkServices.Of(_tx.State, before);
        _tx.Put(_node);
        var back = NetworkServices.Of(_tx.State, silent);

        Assert.Empty(silent.On(Front)[0].Replicas);
        Assert.Equal(["10.128.0.2"], back.On(Front)[0].Replicas.Select(r => r.Address));
    }

    private List<string> Backends() => [.. Assert.Single(PublishedRoutes.Of(_tx.State).For(_tx.State.TasksOn(_node.Id))).Backends.Select(b => b.Address)];

    private Gantry.Model.Wire.NetworkService Answers(string network) => Assert.Single(NetworkServices.Of(_tx.State).On(network));

    private ServiceTask Replica(
        int slot, string address, TaskState state = TaskState.Running, TaskHealth health = TaskHealth.None, DesiredState desired = DesiredState.Running)
    {
        var task = _nouns.Task(_service, slot, _node.Id, state) with { Desired = desired };
        task = task with { Observed = task.Observed with { Health = health, Addresses = [new TaskAddress(Front, address)] } };
        _tx.Put(task);
        return task;
    }
}
