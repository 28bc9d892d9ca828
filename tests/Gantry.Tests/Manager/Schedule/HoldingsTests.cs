using Gantry.Manager.Schedule;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Manager.Schedule;

public sealed class HoldingsTests
{
    private static readonly IdSource Ids = IdSource.Seeded(11);
    private static readonly NodeId Node = Ids.NextNode();

    [Fact]
    public void A_replacement_counts_for_what_it_needs_beyond_its_predecessor_until_that_one_is_gone()
    {
        var old = Task(2);
        var holdings = Having(old);
        var replacement = Add(holdings, 3, old);

        Assert.Equal(3, holdings.Held.CpuNanos);
        holdings.Release(old);
        Assert.Equal(3, holdings.Held.CpuNanos);
        holdings.Release(replacement);
        Assert.Equal(0, holdings.Held.CpuNanos);
    }

    [Fact]
    public void A_replacement_that_goes_first_leaves_its_predecessor_what_it_holds()
    {
        var old = Task(2);
        var holdings = Having(old);
        var replacement = Add(holdings, 3, old);

        holdings.Release(replacement);

        Assert.Equal(2, holdings.Held.CpuNanos);
    }

    [Fact]
    public void A_smaller_replacement_frees_the_difference_only_once_its_predecessor_is_gone()
    {
        var old = Task(3);
        var holdings = Having(old);
        Add(holdings, 1, old);

        Assert.Equal(3, holdings.Held.CpuNanos);
        holdings.Release(old);
        Assert.Equal(1, holdings.Held.CpuNanos);
    }

    [Fact]
    public void A_second_replacement_takes_the_seat_of_a_first_that_never_started()
    {
        var old = Task(2);
        var holdings = Having(old);
        var first = Add(holdings, 2, old);

        Assert.Equal(2, holdings.CreditOf([first, old]).CpuNanos);
        Assert.Equal(2, holdings.CreditOf([old, first]).CpuNanos);
        Add(holdings, 2, first, old);

        Assert.Equal(2, holdings.Held.CpuNanos);
        holdings.Release(first);
        Assert.Equal(2, holdings.Held.CpuNanos);
        holdings.Release(old);
        Assert.Equal(2, holdings.Held.CpuNanos);
    }

    [Fact]
    public void A_seat_that_one_replacement_took_gives_no_credit_to_another()
    {
        var old = Task(2);
        var holdings = Having(old);
        Add(holdings, 2, old);

        Assert.Equal(0, holdings.CreditOf([old]).CpuNanos);
    }

    [Fact]
    public void One_replacement_of_two_tasks_keeps_its_need_when_the_first_of_them_goes()
    {
        var (one, two) = (Task(2), Task(2));
        var holdings = Having(one, two);
        Add(holdings, 4, one, two);

        holdings.Release(one);

        Assert.Equal(4, holdings.Held.CpuNanos);
    }

    [Fact]
    public void Tasks_of_other_nodes_give_no_credit() =>
        Assert.Equal(0, Having().CreditOf([Task(2) with { Node = Ids.NextNode() }]).CpuNanos);

    [Fact]
    public void A_view_of_tasks_that_wait_for_each_other_goes_on_where_the_last_cycle_ended()
    {
        var node = Given.Node("n1").Node;
        var old = Task(3_000_000_000) with { Node = node.Id };
        var waiting = Task(4_000_000_000) with { Node = node.Id, WaitsFor = old.Id };

        var view = NodeView.For(node, [waiting, old]);

        Assert.Equal(4_000_000_000, view.Held.CpuNanos);
        Assert.Equal(2, view.Tasks);
        Assert.Equal(3_000_000_000, Assert.Single(view.SharedSeats).Shared.CpuNanos);
    }

    // Whatever comes and goes: never less than what runs at the worst moment, and nothing left when all are gone.
    [Fact]
    public void Never_holds_less_than_the_tasks_that_can_run_at_once()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var tasks = Enumerable.Range(0, 3).Select(_ => Task(random.Next(1, 5))).ToList();
            var holdings = Having([.. tasks]);
            var waiting = new List<(HeldTask Task, HashSet<TaskId> For)>();
            for (var step = 0; step < 12; step++)
            {
                if (random.Next(2) == 0)
                {
                    HeldTask[] replaced = [.. tasks.Where(_ => random.Next(3) == 0)];
                    var added = Add(holdings, random.Next(1, 5), replaced);
                    waiting.Add((added, [.. replaced.Select(task => task.Id)]));
                    tasks.Add(added);
                }
                else if (tasks.Count > 0)
                {
                    var gone = tasks[random.Next(tasks.Count)];
                    tasks.Remove(gone);
                    holdings.Release(gone);
                }

                Assert.True(holdings.Held.CpuNanos >= WorstOf(tasks, waiting), $"round {round}, step {step}");
            }

            tasks.ForEach(holdings.Release);
            Assert.Equal(0, holdings.Held.CpuNanos);
            Assert.Empty(holdings.SharedSeats);
        }
    }

    /// <summary>The dearest set of tasks of which none waits for another one in it.</summary>
    private static long WorstOf(List<HeldTask> tasks, List<(HeldTask Task, HashSet<TaskId> For)> waiting)
    {
        var worst = 0L;
        for (var set = 0; set < 1 << tasks.Count; set++)
        {
            var chosen = tasks.Where((_, i) => (set >> i & 1) == 1).ToList();
            var ids = chosen.Select(task => task.Id).ToHashSet();
            if (waiting.Exists(pair => ids.Contains(pair.Task.Id) && pair.For.Overlaps(ids)))
                continue;
            worst = Math.Max(worst, chosen.Sum(task => task.Reservation.CpuNanos));
        }

        return worst;
    }

    private static HeldTask Task(long cpuNanos) => new(Ids.NextTask(), "shop_web", Node, new Reservation(cpuNanos));

    private static Holdings Having(params HeldTask[] tasks) =>
        new(Node, new Amount(tasks.Sum(task => task.Reservation.CpuNanos), 0), []);

    private static HeldTask Add(Holdings holdings, long cpuNanos, params HeldTask[] replaced)
    {
        var task = Task(cpuNanos);
        holdings.Add(task.Id, Amount.Of(task.Reservation), replaced);
        return task;
    }
}
