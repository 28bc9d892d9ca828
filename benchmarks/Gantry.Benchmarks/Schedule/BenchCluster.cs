using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Benchmarks.Schedule;

/// <summary>Nodes of three sizes, two thirds of which meet the one constraint, and services that all reserve something else.</summary>
internal static class BenchCluster
{
    private const long GiB = 1L << 30;

    public static readonly Placement OnSsd = new(["node.labels.disk == ssd"], []);

    public static Reservation ReservationOf(int service) => new((50 + (service % 97)) * 1_000_000L, (32 + (service % 61)) << 20);

    public static Node Node(IdSource ids, int index) => new(
        ids.NextNode(),
        $"node-{index:0000}",
        NodeState.Ready,
        NodeAvailability.Active,
        "10.0.0.1:4000",
        new NodeFacts("linux", "amd64", "20.10.24", "1.41", 64 << (index % 3), (256L << (index % 3)) * GiB, 0),
        index,
        DateTimeOffset.UnixEpoch)
    {
        Labels = new Dictionary<string, string> { ["disk"] = index % 3 == 1 ? "hdd" : "ssd" },
        Usage = new NodeUsage(index % 7 / 10.0, index % 5 * GiB),
    };
}
