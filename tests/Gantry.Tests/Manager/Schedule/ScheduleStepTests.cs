using Gantry.Manager.Schedule;
using Gantry.Manager.State;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Tasks;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>Placing what waits in the store, through to what is written on the task.</summary>
public sealed class ScheduleStepTests
{
    private readonly StoreNouns _nouns = new();
    private readonly Transaction _tx = StoreNouns.Draft();

    public ScheduleStepTests()
    {
        _tx.Put(new ClusterSettings(_nouns.Ids.NextCluster(), StoreNouns.Time));
        _tx.Put(_nouns.Node("n1"));
    }

    [Fact]
    public void A_host_port_is_one_containers_a_second_replica_waits_and_says_for_what()
    {
        var (first, second) = (Waiting(1), Waiting(2));

        Place();

        Assert.Equal(TaskState.Assigned, _tx.Find(first)!.State);
        var waiting = _tx.Find(second)!;
        Assert.Equal((TaskState.Pending, null), (waiting.State, waiting.NodeId));
        Assert.Equal("n1: port 8080/tcp on 0.0.0.0 is held by shop_web.1", waiting.Observed.Message);
    }

    [Fact]
    public void The_second_replica_takes_a_second_node()
    {
        _tx.Put(_nouns.Node("n2"));
        var (first, second) = (Waiting(1), Waiting(2));

        Place();

        Assert.Equal(["n1", "n2"], new[] { first, second }.Select(NodeOf).Order());
    }

    [Fact]
    public void The_port_is_free_again_when_the_first_has_ended()
    {
        var (first, second) = (Waiting(1), Waiting(2));
        Place();
        var held = _tx.Find(first)!;

        _tx.Put(held with { Desired = DesiredState.Shutdown, Observed = held.Observed with { State = TaskState.Shutdown } });
        Place();

        Assert.Equal("n1", NodeOf(second));
    }

    [Theory]
    [InlineData("api", "web")]
    [InlineData("web", "api")]
    public void The_service_that_is_first_by_name_takes_the_room_whichever_was_made_first(string made, string then)
    {
        _ = Waiting(1, made);
        _ = Waiting(1, then);

        Place();

        Assert.Equal(["api"], _tx.State.Tasks.Where(t => t.NodeId is not null).Select(t => t.Service));
    }

    private void Place() => ScheduleStep.Apply(_tx, _tx.State.WaitingServices, StoreNouns.Time, (_, _) => { });

    private string? NodeOf(TaskId id) => _tx.Find(id)!.NodeId is { } node ? _tx.State.Find(node)!.Name : null;

    private TaskId Waiting(int slot, string name = "web")
    {
        var service = _tx.State.FindService("shop", name) ?? Service(name);
        var task = _nouns.Task(service, slot, state: TaskState.Pending);
        _tx.Put(task);
        return task.Id;
    }

    private Service Service(string name)
    {
        var service = _nouns.Service(name);
        _tx.Put(service);
        var revision = StoreNouns.Revision(service.Id, 1);
        _tx.Put(revision with { Container = revision.Container with { HostPorts = [new PublishedPort(80, 8080, Mode: PublishMode.Host)] } });
        return service;
    }
}
