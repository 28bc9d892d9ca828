using Gantry.Manager.Schedule;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>Clusters made at random, one a seed: what must hold in all of them.</summary>
public sealed class PlacerPropertyTests
{
    private const int Clusters = 1_200;

    [Fact]
    public void Chooses_the_nodes_that_a_plain_scan_chooses()
    {
        for (var seed = 0; seed < Clusters; seed++)
        {
            var cluster = new RandomCluster(seed);
            var naive = new NaivePlacer(cluster);
            var placer = new Placer(cluster.Views(shuffle: seed));

            foreach (var (i, request) in cluster.Requests.Index())
            {
                var expected = naive.Place(request, out var cursor);
                var result = placer.Place(request);

                Assert.True(
                    expected.SequenceEqual(NamesOf(cluster, result)) && cursor == result.RoundRobinCursor,
                    $"{cluster}, request {i} ({request.Strategy}): expected {string.Join(' ', expected)}, is {string.Join(' ', NamesOf(cluster, result))}");
            }
        }
    }

    [Fact]
    public void Never_holds_more_than_a_node_has_beyond_what_it_held_before()
    {
        for (var seed = 0; seed < Clusters; seed++)
        {
            var cluster = new RandomCluster(seed);
            var placer = new Placer(cluster.Views(seed));
            var ledger = new NaivePlacer(cluster);
            foreach (var request in cluster.Requests)
            {
                var before = cluster.Nodes.ToDictionary(node => node.Id, ledger.HeldOn);
                var gpusBefore = cluster.Nodes.ToDictionary(node => node.Id, node => ledger.CountedOn(node, RandomCluster.Gpus));
                var placed = placer.Place(request).Decisions.OfType<PlacementDecision.Placed>().ToList();
                foreach (var task in placed)
                    ledger.Take(cluster.Nodes.Single(node => node.Id == task.Node), request, task.Slot);
                foreach (var node in cluster.Nodes.Where(node => placed.Exists(task => task.Node == node.Id)))
                {
                    var held = ledger.HeldOn(node);
                    Assert.True(held.CpuNanos <= Math.Max(before[node.Id].CpuNanos, node.Facts.Cpus * Amount.NanosPerCore), $"{cluster}: cpu of {node.Name}");
                    Assert.True(held.MemoryBytes <= Math.Max(before[node.Id].MemoryBytes, node.Facts.MemoryBytes), $"{cluster}: memory of {node.Name}");
                    Assert.True(
                        ledger.CountedOn(node, RandomCluster.Gpus) <= Math.Max(gpusBefore[node.Id], node.Facts.Gpus ?? long.MaxValue),
                        $"{cluster}: GPUs of {node.Name}");
                }
            }
        }
    }

    [Fact]
    public void The_order_of_nodes_and_slots_and_the_ids_of_tasks_do_not_matter()
    {
        for (var seed = 0; seed < Clusters / 10; seed++)
        {
            var cluster = new RandomCluster(seed);
            var first = new Placer(cluster.Views(shuffle: 1));
            var second = new Placer(cluster.Views(shuffle: 2));
            foreach (var request in cluster.Requests)
            {
                var turned = request with { Slots = [.. request.Slots.Reverse().Select(Renamed)] };

                Assert.Equal(NamesOf(cluster, first.Place(request)), NamesOf(cluster, second.Place(turned)).Reverse());
            }
        }

        static SlotRequest Renamed(SlotRequest slot) => slot with { Task = Given.Slot(slot.Slot).Task };
    }

    [Fact]
    public void A_slot_is_left_only_when_every_node_says_why_and_a_node_that_says_why_is_not_chosen()
    {
        for (var seed = 0; seed < Clusters / 10; seed++)
        {
            var cluster = new RandomCluster(seed);
            var placer = new Placer(cluster.Views(seed));
            foreach (var request in cluster.Requests)
            {
                foreach (var decision in placer.Place(request with { ExplainedNodes = int.MaxValue }).Decisions)
                {
                    if (decision is not PlacementDecision.Unplaced unplaced)
                        continue;
                    var refusing = unplaced.Refusals.Select(refusal => refusal.NodeId).Distinct().Count();
                    Assert.Equal(unplaced.Slot.Only is null ? cluster.Nodes.Count : 1, refusing);
                    Assert.NotNull(unplaced.SmallestChange);
                }
            }
        }
    }

    [Fact]
    public void Asking_for_scores_changes_no_choice_and_ranks_the_choice_first()
    {
        for (var seed = 0; seed < Clusters / 10; seed++)
        {
            var cluster = new RandomCluster(seed);
            var plain = new Placer(cluster.Views(seed));
            var explaining = new Placer(cluster.Views(seed));
            foreach (var request in cluster.Requests)
            {
                var explained = explaining.Place(request with { RunnersUp = 3 });

                Assert.Equal(NamesOf(cluster, plain.Place(request)), NamesOf(cluster, explained));
                foreach (var placed in explained.Decisions.OfType<PlacementDecision.Placed>())
                    Assert.Equal(placed.Node, placed.Scores[0].NodeId);
            }
        }
    }

    private static string?[] NamesOf(RandomCluster cluster, PlacementResult result) =>
    [
        .. from decision in result.Decisions
           let node = (decision as PlacementDecision.Placed)?.Node
           select cluster.Nodes.FirstOrDefault(known => known.Id == node)?.Name,
    ];
}
