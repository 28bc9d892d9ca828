using Gantry.Manager.Schedule;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>
/// The scheduler as one would explain it: for every slot look at every node, drop those that do not fit, sort the rest.
/// Slow and plain on purpose; it knows only constraints of the form <c>node.labels.x == y</c>.
/// </summary>
internal sealed class NaivePlacer(RandomCluster cluster)
{
    private readonly Dictionary<string, long> _cpuPlaced = [];
    private readonly Dictionary<TaskId, HeldTask> _waitsFor = [];
    private readonly List<HeldTask> _tasks = [.. cluster.Tasks];
    private readonly Dictionary<string, HashSet<string>> _homes = cluster.Volumes.ToDictionary(
        volume => volume.Name, volume => volume.Nodes.ToHashSet());

    public IReadOnlyList<string?> Place(PlacementRequest request, out string? cursor)
    {
        var last = request.RoundRobinCursor;
        var names = new string?[request.Slots.Count];
        var order = request.Slots.Index()
            .OrderBy(slot => slot.Item.Only is not null || slot.Item.Preferred is not null ? 0 : 1)
            .ThenBy(slot => slot.Item.Slot);
        foreach (var (i, slot) in order)
        {
            var fitting = cluster.Nodes.Where(node => Fits(node, request, slot)).ToList();
            var node = Wanted(request, slot, fitting);
            if (node is null && slot.Only is null)
            {
                node = Best(fitting, request, slot, last);
                if (request.Strategy == SchedulingStrategy.RoundRobin)
                    last = node?.Name ?? last;
            }

            names[i] = node?.Name;
            if (node is not null)
                Take(node, request, slot);
        }

        cursor = last;
        return names;
    }

    /// <summary>What really runs at once at the worst: a replacement never beside its predecessor.</summary>
    public Amount HeldOn(Node node) => HeldOn(node, []);

    public void Take(Node node, PlacementRequest request, SlotRequest slot)
    {
        var before = HeldOn(node).CpuNanos;
        var leaving = slot.Replaces.FirstOrDefault(task => task.Node == node.Id && _tasks.Exists(held => held.Id == task.Id));
        _tasks.Add(new HeldTask(slot.Task, request.Service, node.Id, request.Reservation)
        {
            HostPorts = request.HostPorts,
            Counted = request.Counted,
        });
        if (leaving is not null)
            _waitsFor[slot.Task] = leaving;
        _cpuPlaced[node.Name] = _cpuPlaced.GetValueOrDefault(node.Name) + HeldOn(node).CpuNanos - before;
        foreach (var volume in request.Volumes)
            (_homes.TryGetValue(volume, out var homes) ? homes : _homes[volume] = []).Add(node.Name);
    }

    /// <summary>As <see cref="HeldOn(Node)"/>, of what is counted.</summary>
    public long CountedOn(Node node, CountedNeed kind) => CountedOn(node, kind, []);

    private long CountedOn(Node node, CountedNeed kind, List<HeldTask> without)
    {
        var tasks = _tasks.FindAll(task => task.Node == node.Id && !without.Exists(gone => gone.Id == task.Id));
        return tasks.Sum(task => _waitsFor.TryGetValue(task.Id, out var leaving) && tasks.Contains(leaving)
            ? Of(task) - Math.Min(Of(task), Of(leaving))
            : Of(task));

        long Of(HeldTask task) => task.Counted.Where(need => need.Kind == kind.Kind).Sum(need => AmountOf(need, node));
    }

    private static long AmountOf(CountedNeed need, Node node) => need.Count >= 0 ? need.Count : Math.Max(1, node.Facts.Gpus ?? 1);

    private static long HasOf(CountedNeed need, Node node) => need.Kind == "gpu" ? node.Facts.Gpus ?? long.MaxValue : node.Facts.GenericResources[need.Kind];

    private bool CountedFits(Node node, CountedNeed need, SlotRequest slot) =>
        CountedOn(node, need, [.. slot.Replaces.Where(task => task.Node == node.Id)]) + AmountOf(need, node) <= HasOf(need, node);

    private bool HasNeighbour(Node node, Neighbour neighbour) =>
        _tasks.Exists(task => task.Node == node.Id && task.Service == neighbour.Service && task.IsLive);

    private bool MayMeet(Node node, Neighbour neighbour) => neighbour.Rule switch
    {
        NeighbourRule.Weighs => true,
        NeighbourRule.MustBe => HasNeighbour(node, neighbour),
        NeighbourRule.MustNotBe or NeighbourRule.MustNotBeForIt => !HasNeighbour(node, neighbour),
        _ => throw new ArgumentOutOfRangeException(nameof(neighbour)),
    };

    private int WishedOf(Node node, PlacementRequest request) =>
        request.Placement.Preferences.Where(preference => IsMet(node, preference.Constraint)).Sum(preference => preference.Weight)
        + request.Neighbours.Where(neighbour => HasNeighbour(node, neighbour)).Sum(neighbour => neighbour.Weight);

    private Amount HeldOn(Node node, List<HeldTask> without)
    {
        var held = default(Amount);
        var tasks = _tasks.FindAll(task => task.Node == node.Id && !without.Exists(gone => gone.Id == task.Id));
        foreach (var task in tasks)
        {
            held += Amount.Of(task.Reservation);
            if (_waitsFor.TryGetValue(task.Id, out var leaving) && tasks.Contains(leaving))
                held -= Amount.Min(Amount.Of(leaving.Reservation), Amount.Of(task.Reservation));
        }

        return held;
    }

    private static Node? Wanted(PlacementRequest request, SlotRequest slot, List<Node> fitting)
    {
        var wanted = fitting.Find(node => node.Id == (slot.Only ?? slot.Preferred));
        return slot.Only is null && wanted is not null && RandomCluster.FailuresOf(request.Service, wanted) >= 5 ? null : wanted;
    }

    private bool Fits(Node node, PlacementRequest request, SlotRequest slot)
    {
        var free = new Amount(node.Facts.Cpus * 1_000_000_000L, node.Facts.MemoryBytes) - Held(node, slot);
        var most = request.Placement.MaxReplicasPerNode;
        return node.TakesTasks
            && IsWanted(node, request, slot)
            && (request.Reservation.CpuNanos == 0 || request.Reservation.CpuNanos <= free.CpuNanos)
            && (request.Reservation.MemoryBytes == 0 || request.Reservation.MemoryBytes <= free.MemoryBytes)
            && (most == 0 || TasksOf(request, slot, [node]) < most)
            && !Others(node, slot).Any(task => task.HostPorts.Any(port => request.HostPorts.Any(wanted => Conflict(port, wanted))))
            && request.Volumes.All(volume => !_homes.TryGetValue(volume, out var homes) || homes.Contains(node.Name));
    }

    private bool IsWanted(Node node, PlacementRequest request, SlotRequest slot) =>
        (request.Placement.Platform is not { } platform || platform == $"{node.Facts.Os}/{node.Facts.Architecture}")
        && request.Placement.Constraints.All(constraint => IsMet(node, constraint))
        && request.Counted.All(need => CountedFits(node, need, slot))
        && request.Neighbours.All(neighbour => MayMeet(node, neighbour));

    private static bool IsMet(Node node, string constraint)
    {
        var parts = constraint["node.labels.".Length..].Split(" == ");
        return node.Labels.GetValueOrDefault(parts[0]) == parts[1];
    }

    private static bool Conflict(PublishedPort held, PublishedPort wanted) =>
        held.Published == wanted.Published
        && held.Protocol == wanted.Protocol
        && (held.HostIp is null || wanted.HostIp is null || held.HostIp == wanted.HostIp);

    private IEnumerable<HeldTask> Others(Node node, SlotRequest slot) =>
        _tasks.Where(task => task.Node == node.Id && slot.Replaces.All(replaced => replaced.Id != task.Id));

    private Amount Held(Node node, SlotRequest slot)
    {
        var replaced = slot.Replaces.Where(task => task.Node == node.Id).ToList();
        return HeldOn(node, replaced);
    }

    private int TasksOf(PlacementRequest request, SlotRequest slot, IEnumerable<Node> nodes) =>
        nodes.Sum(node => Others(node, slot).Count(task => task.Service == request.Service && task.IsLive));

    private Node? Best(List<Node> fitting, PlacementRequest request, SlotRequest slot, string? cursor) =>
        fitting.MinBy(
            List<ulong> (node) => [.. RankOf(node, request, slot, cursor)],
            Comparer<List<ulong>>.Create((left, right) => left.Zip(right, (one, other) => one.CompareTo(other)).FirstOrDefault(order => order != 0)));

    /// <summary>What is compared, most important first; less is better.</summary>
    private IEnumerable<ulong> RankOf(Node node, PlacementRequest request, SlotRequest slot, string? cursor)
    {
        var failures = RandomCluster.FailuresOf(request.Service, node);
        yield return failures >= 5 ? 1UL : 0;

        var branch = cluster.Nodes.ToList();
        foreach (var label in request.Placement.SpreadOver.Select(property => property["node.labels.".Length..]))
        {
            branch = branch.FindAll(other => other.Labels.GetValueOrDefault(label, "") == node.Labels.GetValueOrDefault(label, ""));
            yield return (ulong)TasksOf(request, slot, branch);
        }

        yield return (ulong)(1_000_000 - WishedOf(node, request));
        foreach (var rank in RankByStrategy(node, request, slot, cursor))
            yield return rank;
        if (request.Strategy == SchedulingStrategy.Epvm)
            yield return (ulong)failures;
        yield return request.ImageHomes.Contains(node.Id) ? 0UL : 1;
        yield return StableHash.Of(node.Name) - StableHash.Of(request.Service, "", slot.Slot);
    }

    private ulong[] RankByStrategy(Node node, PlacementRequest request, SlotRequest slot, string? cursor)
    {
        var failures = (ulong)RandomCluster.FailuresOf(request.Service, node);
        var held = Held(node, slot);
        var need = Amount.Of(request.Reservation);
        var tasks = Others(node, slot).Count();
        return request.Strategy switch
        {
            SchedulingStrategy.Spread or SchedulingStrategy.Unrecognized => [(ulong)TasksOf(request, slot, [node]), failures, ShareOf(node, held), (ulong)tasks],
            SchedulingStrategy.Binpack => [uint.MaxValue - ShareOf(node, held + need), uint.MaxValue - (ulong)tasks, failures],
            SchedulingStrategy.RoundRobin => [TurnsUntil(node, cursor)],
            SchedulingStrategy.Epvm => [BitConverter.DoubleToUInt64Bits(CostOf(node, request, held, tasks)) >> 12],
            _ => throw new ArgumentOutOfRangeException(nameof(request)),
        };
    }

    private ulong TurnsUntil(Node node, string? cursor)
    {
        var names = cluster.Nodes.Select(other => other.Name).Order(StringComparer.Ordinal).ToList();
        var after = names.Where(name => string.CompareOrdinal(name, cursor ?? "") > 0).ToList();
        return (ulong)after.Concat(names.Except(after)).ToList().IndexOf(node.Name);
    }

    // Beyond about twice what there is, one share is like the other.
    private static ulong ShareOf(Node node, Amount held) => Math.Min(2_097_151, Math.Max(
        (ulong)(held.CpuNanos * 1_000_000.0 / (node.Facts.Cpus * 1_000_000_000L)),
        (ulong)(held.MemoryBytes * 1_000_000.0 / node.Facts.MemoryBytes)));

    private double CostOf(Node node, PlacementRequest request, Amount held, int tasks)
    {
        var placedNow = _cpuPlaced.GetValueOrDefault(node.Name);
        var scale = Math.Pow(2, 0.8);
        var cpu = node.Usage.CpuShare + ((double)placedNow / (node.Facts.Cpus * 1_000_000_000L));
        var cpuAfter = cpu + ((double)request.Reservation.CpuNanos / (node.Facts.Cpus * 1_000_000_000L));
        double memory = node.Usage.MemoryUsedBytes + held.MemoryBytes;
        var memoryAfter = memory + request.Reservation.MemoryBytes;
        var jobs = Lieb((tasks + 1) / 4.0) - Lieb(tasks / 4.0);
        return Lieb(cpuAfter / scale) - Lieb(cpu / scale) + jobs
            + Lieb(memoryAfter / node.Facts.MemoryBytes) - Lieb(memory / node.Facts.MemoryBytes) + jobs;

        static double Lieb(double exponent) => Math.Pow(1.53960071783900203869, exponent);
    }
}
