using Gantry.Manager.Schedule;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>A cluster and what is asked of its scheduler in one cycle, all from one seed. Few distinct numbers, so that ties are common.</summary>
internal sealed class RandomCluster
{
    private static readonly string[] Services = ["shop_web", "shop_api", "shop_db", "blog_web"];
    private static readonly string[] Zones = ["eu", "us", "ap"];
    private static readonly string[] VolumeNames = ["v1", "v2", "v3"];

    private readonly int _seed;
    private readonly Random _random;
    private readonly IdSource _ids;

    public RandomCluster(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _ids = IdSource.Seeded(seed);
        Nodes = [.. Enumerable.Range(0, _random.Next(20) == 0 ? _random.Next(50, 100) : _random.Next(1, 30)).Select(NextNode)];
        Tasks = [.. Enumerable.Range(0, _random.Next(2 * Nodes.Count)).Select(_ => NextTask())];
        Volumes = [.. from name in VolumeNames
                      where _random.Next(2) == 0
                      select (name, (IReadOnlyList<string>)[.. Nodes.Where(_ => _random.Next(4) == 0).Select(node => node.Name)])];
        Volumes = [.. Volumes.Where(volume => volume.Nodes.Count > 0)];
        var free = new Queue<HeldTask>(Tasks.OrderBy(_ => _random.Next()));
        Requests = [.. Enumerable.Range(0, _random.Next(1, 7)).Select(_ => NextRequest(free))];
    }

    public IReadOnlyList<Node> Nodes { get; }

    public IReadOnlyList<HeldTask> Tasks { get; }

    public IReadOnlyList<(string Name, IReadOnlyList<string> Nodes)> Volumes { get; }

    public IReadOnlyList<PlacementRequest> Requests { get; }

    /// <summary>Of the node: <see cref="Gpus"/> are not told by some.</summary>
    public static readonly CountedNeed Gpus = new("gpu", 1, IsGpu: true);

    public static readonly CountedNeed Disks = new("SSD", 1);

    public static int FailuresOf(string service, Node node) =>
        Math.Max(0, (int)(StableHash.Of(service, node.Name, 1) % 24) - 17);

    /// <summary>In an order that differs from seed to seed and from <see cref="Nodes"/>.</summary>
    public IReadOnlyList<NodeView> Views(int shuffle)
    {
        var random = new Random(shuffle);
        return [.. Nodes.Select(ViewOf).OrderBy(_ => random.Next())];
    }

    public override string ToString() => $"cluster {_seed}";

    private NodeView ViewOf(Node node) => NodeView.For(node, [.. Tasks.Where(task => task.Node == node.Id)]) with
    {
        Volumes = [.. Volumes.Where(volume => volume.Nodes.Contains(node.Name)).Select(volume => volume.Name)],
    };

    // As of a real cluster: a node where the service neither runs nor failed is not named.
    private IReadOnlyList<ServiceOnNode> Present(string service) =>
    [
        .. from node in Nodes
           let tasks = Tasks.Count(task => task.Service == service && task.Node == node.Id && task.IsLive)
           let failures = FailuresOf(service, node)
           where tasks > 0 || failures > 0
           select new ServiceOnNode(node.Id, tasks, failures),
    ];

    private Node NextNode(int index)
    {
        var labels = new Dictionary<string, string>();
        if (_random.Next(5) > 0)
            labels["zone"] = Pick(Zones);
        if (_random.Next(3) > 0)
            labels["rack"] = Pick(["a", "b"]);
        return new Node(
            _ids.NextNode(),
            $"n{index}-{_seed}",
            _random.Next(12) == 0 ? NodeState.Down : NodeState.Ready,
            _random.Next(12) == 0 ? NodeAvailability.Drain : NodeAvailability.Active,
            "10.0.0.1",
            new NodeFacts("linux", _random.Next(6) == 0 ? "arm64" : "amd64", "20.10", "1.41", Pick([2, 4, 8]), Pick([4, 8]) * Given.GiB, 0)
            {
                Gpus = Pick<int?>([null, 0, 1, 4]),
                GenericResources = ResourceDictionary.Of([("SSD", _random.Next(4))]),
            },
            index,
            Given.Now)
        {
            Labels = labels,
            Usage = new NodeUsage(_random.Next(4) / 4.0, _random.Next(3) * Given.GiB),
        };
    }

    private HeldTask NextTask() => new(_ids.NextTask(), Pick(Services), Pick(Nodes).Id, NextReservation())
    {
        IsLive = _random.Next(4) > 0,
        HostPorts = NextPorts(),
        Counted = NextCounted(),
    };

    private IReadOnlyList<CountedNeed> NextCounted() => _random.Next(5) switch
    {
        0 => [Gpus with { Count = Pick([1, 2, CountedNeed.All]) }],
        1 => [Disks with { Count = _random.Next(1, 3) }, Gpus],
        _ => [],
    };

    private IReadOnlyList<Neighbour> NextNeighbours(string service) =>
    [
        .. from other in Services
           where other != service && _random.Next(8) == 0
           let rule = Pick(Enum.GetValues<NeighbourRule>())
           select new Neighbour(other, rule, Present(other)) { Weight = rule == NeighbourRule.Weighs ? _random.Next(-2, 3) * 10 : 0 },
    ];

    private IReadOnlyList<NodePreference> NextPreferences() =>
        _random.Next(4) > 0 ? [] : [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => new NodePreference($"node.labels.zone == {Pick(Zones)}", _random.Next(-2, 3) * 10))];

    private Reservation NextReservation() =>
        new(_random.Next(4) * 500_000_000L, _random.Next(3) * Given.GiB);

    private IReadOnlyList<PublishedPort> NextPorts() =>
        _random.Next(5) > 0 ? [] : [new PublishedPort(80, 8080 + _random.Next(2), "tcp", PublishMode.Host, Pick(["127.0.0.1", "10.0.0.1", null]))];

    private PlacementRequest NextRequest(Queue<HeldTask> free)
    {
        var service = Pick(Services);
        var slots = _random.Next(4) == 0 ? _random.Next(1, 30) : _random.Next(1, 5);
        var mayReplace = _random.Next(2) == 0;
        return new PlacementRequest(
            service,
            NextPlacement(),
            Pick([SchedulingStrategy.Spread, SchedulingStrategy.Spread, SchedulingStrategy.Binpack, SchedulingStrategy.RoundRobin, SchedulingStrategy.Epvm]),
            NextReservation(),
            [.. Enumerable.Range(1, slots).OrderBy(_ => _random.Next()).Select(slot => NextSlot(slot, mayReplace, free))])
        {
            Present = Present(service),
            Counted = NextCounted(),
            Neighbours = NextNeighbours(service),
            ImageHomes = _random.Next(2) == 0 ? [] : [.. Nodes.Where(_ => _random.Next(3) == 0).Select(node => node.Id)],
            HostPorts = NextPorts(),
            Volumes = [.. VolumeNames.Where(_ => _random.Next(8) == 0)],
            RoundRobinCursor = _random.Next(2) == 0 ? Pick(Nodes).Name : null,
        };
    }

    private Placement NextPlacement() => new(
        _random.Next(3) == 0 ? [$"node.labels.zone == {Pick(Zones)}"] : [],
        _random.Next(3) > 0 ? [] : _random.Next(2) == 0 ? ["node.labels.zone"] : ["node.labels.zone", "node.labels.rack"],
        _random.Next(4) == 0 ? _random.Next(1, 4) : 0,
        _random.Next(6) == 0 ? "linux/amd64" : null)
    {
        Preferences = NextPreferences(),
    };

    private SlotRequest NextSlot(int slot, bool mayReplace, Queue<HeldTask> free)
    {
        var request = new SlotRequest(_ids.NextTask(), slot);
        if (mayReplace && _random.Next(3) == 0 && free.TryDequeue(out var task))
            request = request with { Replaces = [task] };
        return _random.Next(10) switch
        {
            0 => request with { Preferred = Pick(Nodes).Id },
            1 when mayReplace => request with { Only = Pick(Nodes).Id },
            _ => request,
        };
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
