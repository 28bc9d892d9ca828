using Gantry.Manager.Schedule;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

public sealed class HoldingsTests
{
    private static readonly IdSource Ids = IdSource.Seeded(11);
    private static readonly NodeId Node = Ids.NextNode();

    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, 2)]
    [InlineData(1, 2)]
    public void A_replacement_counts_for_what_it_needs_beyond_its_predecessor(long need, long held)
    {
        var old = Task(2);
        var holdings = Having(old);

        holdings.Add(new Amount(need, 0), [old]);

        Assert.Equal(held, holdings.Held.CpuNanos);
    }

    [Fact]
    public void The_seat_that_one_replacement_took_gives_no_credit_to_another()
    {
        var old = Task(2);
        var holdings = Having(old);
        holdings.Add(new Amount(2, 0), [old]);

        Assert.Equal(0, holdings.CreditOf([old]).CpuNanos);
    }

    [Fact]
    public void What_a_smaller_replacement_leaves_of_the_seat_is_there_for_another()
    {
        var old = Task(3);
        var holdings = Having(old);
        holdings.Add(new Amount(1, 0), [old]);

        Assert.Equal(2, holdings.CreditOf([old]).CpuNanos);
        holdings.Add(new Amount(2, 0), [old]);
        Assert.Equal(3, holdings.Held.CpuNanos);
    }

    [Fact]
    public void One_replacement_of_two_tasks_takes_the_seats_of_both()
    {
        var (one, two) = (Task(2), Task(2));
        var holdings = Having(one, two);

        holdings.Add(new Amount(5, 0), [one, two]);

        Assert.Equal(5, holdings.Held.CpuNanos);
        Assert.Equal(0, holdings.CreditOf([one, two]).CpuNanos);
    }

    [Fact]
    public void Tasks_of_other_nodes_give_no_credit() =>
        Assert.Equal(0, Having().CreditOf([Task(2) with { Node = Ids.NextNode() }]).CpuNanos);

    private static HeldTask Task(long cpuNanos) => new(Ids.NextTask(), "shop_web", Node, new Reservation(cpuNanos));

    private static Holdings Having(params HeldTask[] tasks) =>
        new(Node, new Amount(tasks.Sum(task => task.Reservation.CpuNanos), 0));
}
