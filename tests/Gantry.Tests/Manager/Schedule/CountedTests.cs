using Gantry.Manager.Schedule;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Tasks;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>GPUs and generic resources: what a node has of them is given once.</summary>
public sealed class CountedTests
{
    private static readonly NodeView TwoGpus = With(Given.Node("n1"), gpus: 2);
    private static readonly NodeView NoGpu = With(Given.Node("n0"), gpus: 0);

    [Fact]
    public void Tasks_go_where_enough_are_free_and_no_further()
    {
        Assert.Equal(["n1", "n1", "-"], Places(Gpus(3, count: 1), NoGpu, TwoGpus));
        Assert.Equal(["n1", "-"], Places(Gpus(2, count: 2), NoGpu, TwoGpus));
    }

    [Fact]
    public void All_of_them_is_every_one_that_a_node_has_and_one_at_least()
    {
        Assert.Equal(["n1", "-"], Places(Gpus(2, CountedNeed.All), NoGpu, TwoGpus));

        Assert.Equal(["n0: gpu: needs 1, 0 of 0 free", "n1: gpu: needs 2, 1 of 2 free"], Refusals(Gpus(1, CountedNeed.All), NoGpu, Holding(TwoGpus, 1)));
    }

    [Fact]
    public void A_node_that_cannot_tell_its_gpus_is_not_asked_for_them() =>
        Assert.Equal(["n1"], Places(Gpus(1, count: 8), With(Given.Node("n1"), gpus: null)));

    [Fact]
    public void Of_generic_resources_a_node_has_what_it_names()
    {
        var node = Given.With(Given.Node("n1"), n => n with { Facts = n.Facts with { GenericResources = ResourceDictionary.Of([("SSD", 3), ("FPGA", 1)]) } });
        var request = Given.Request(2) with { Counted = [new CountedNeed("SSD", 2)] };

        Assert.Equal(["n1", "-"], Places(request, node));
        Assert.Equal(
            ["n1: generic resource NVMe: needs 1, 0 of 0 free"],
            Refusals(Given.Request(1) with { Counted = [new CountedNeed("NVMe", 1)] }, node));
    }

    [Fact]
    public void The_least_that_would_help_is_told_in_numbers()
    {
        Assert.Equal("n1: reserve at most 1 GPU", Given.Refused(Gpus(1, count: 2), Holding(TwoGpus, 1)).SmallestChange?.Text);
        Assert.Equal("n1: free 2 GPUs", Given.Refused(Gpus(1, count: 2), Holding(TwoGpus, 2)).SmallestChange?.Text);
        Assert.Equal("n0: give it 1 GPU with NVIDIA's driver", Given.Refused(Gpus(1, count: 1), NoGpu).SmallestChange?.Text);
        Assert.Equal(
            "n0: name 3 of SSD in node-generic-resources of its engine's configuration",
            Given.Refused(Given.Request(1) with { Counted = [new CountedNeed("SSD", 3)] }, NoGpu).SmallestChange?.Text);
    }

    [Fact]
    public void What_a_task_leaves_is_given_once_to_its_successor()
    {
        var leaving = Given.Held(TwoGpus, "shop_web", Reservation.None) with { Counted = [Gpu(2)] };
        var node = TwoGpus with { Counted = [Gpu(2)], Tasks = 1 };
        var request = Gpus(1, count: 1) with { Slots = [Given.Slot(1) with { Replaces = [leaving] }, Given.Slot(2) with { Replaces = [leaving] }, Given.Slot(3) with { Replaces = [leaving] }] };

        Assert.Equal(["n1", "n1", "-"], Places(request, node));
    }

    [Fact]
    public void What_services_write_is_added_up_and_other_drivers_are_not_counted()
    {
        var service = new ServiceSpec("web", new ContainerSpec("w")) { GenericResources = [new("SSD", 2), new("SSD", 1), new("FPGA", 1)] };
        DeviceRequest[] requests = [new(["gpu"]) { Count = 2 }, new(["gpu"]) { Driver = "nvidia", Ids = ["0", "3", "5"] }, new(["gpu"]) { Driver = "amd", Count = -1 }, new(["tpu"]) { Count = 7 }];

        Assert.Equal([new("SSD", 3), new("FPGA", 1), Gpu(5)], CountedNeed.Of(service, service.Container with { Devices = new DeviceAccess { Requests = requests } }));
    }

    [Fact]
    public void Tasks_in_the_store_hold_theirs_until_they_have_ended()
    {
        var nouns = new StoreNouns();
        var tx = StoreNouns.Draft();
        tx.Put(new ClusterSettings(nouns.Ids.NextCluster(), StoreNouns.Time));
        var node = nouns.Node("n1") with { Facts = NodeFacts.Unknown with { Cpus = 4, MemoryBytes = Given.GiB, Gpus = 1 } };
        tx.Put(node);
        var service = nouns.Service("web");
        tx.Put(service);
        var revision = StoreNouns.Revision(service.Id, 1);
        tx.Put(revision with { Container = revision.Container with { Devices = new DeviceAccess { Requests = [new DeviceRequest(["gpu"]) { Count = 1 }] } } });
        var first = nouns.Task(service, 1, node.Id, TaskState.Running);
        var second = nouns.Task(service, 2, state: TaskState.Pending);
        tx.Put(first);
        tx.Put(second);

        Place();
        Assert.Equal("n1: gpu: needs 1, 0 of 1 free", tx.Find(second.Id)!.Observed.Message);

        tx.Put(first with { Desired = DesiredState.Shutdown, Observed = first.Observed with { State = TaskState.Shutdown } });
        Place();
        Assert.Equal(node.Id, tx.Find(second.Id)!.NodeId);

        void Place() => ScheduleStep.Apply(tx, tx.State.WaitingServices, StoreNouns.Time, (_, _) => { });
    }

    private static CountedNeed Gpu(long count) => new("gpu", count, IsGpu: true);

    private static PlacementRequest Gpus(int replicas, long count) => Given.Request(replicas) with { Counted = [Gpu(count)] };

    private static NodeView With(NodeView view, int? gpus) => Given.With(view, n => n with { Facts = n.Facts with { Gpus = gpus } });

    private static NodeView Holding(NodeView view, long gpus) => view with { Counted = [Gpu(gpus)] };

    private static string[] Places(PlacementRequest request, params NodeView[] nodes) => Given.NamesOf(new Placer(nodes).Place(request), nodes);

    private static IEnumerable<string> Refusals(PlacementRequest request, params NodeView[] nodes) =>
        Given.Refused(request, nodes).Refusals.Select(r => r.ToString()).Order(StringComparer.Ordinal);
}
