using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Worker.Probes;

namespace Gantry.Tests.Worker.Probes;

public sealed class ProbeTallyTests
{
    private static readonly Probe EverySecond = new(ProbeKind.Tcp, 80) { Interval = TimeSpan.FromSeconds(1) };

    [Fact]
    public void One_success_makes_it_healthy() =>
        Assert.Equal(TaskHealth.Healthy, After(EverySecond, (0, true)).Health);

    [Fact]
    public void It_becomes_unhealthy_with_the_last_of_so_many_failures_in_a_row()
    {
        Assert.Equal(TaskHealth.Starting, After(EverySecond, (1, false), (2, false)).Health);
        Assert.Equal(TaskHealth.Unhealthy, After(EverySecond, (1, false), (2, false), (3, false)).Health);
    }

    [Fact]
    public void A_success_in_between_begins_the_count_anew()
    {
        var tally = After(EverySecond, (1, false), (2, false), (3, true), (4, false), (5, false));

        Assert.Equal((TaskHealth.Healthy, 2), (tally.Health, tally.FailuresInARow));
    }

    [Fact]
    public void A_healthy_container_stays_healthy_until_its_retries_are_used_up_and_can_come_back()
    {
        Assert.Equal(TaskHealth.Unhealthy, After(EverySecond, (0, true), (1, false), (2, false), (3, false)).Health);
        Assert.Equal(TaskHealth.Healthy, After(EverySecond, (1, false), (2, false), (3, false), (4, true)).Health);
    }

    [Fact]
    public void Failures_before_the_first_interval_do_not_count_since_it_was_asked_early()
    {
        var tally = After(EverySecond, (0, false), (0.3, false), (0.6, false), (0.9, false));

        Assert.Equal((TaskHealth.Starting, 0, "no"), (tally.Health, tally.FailuresInARow, tally.LastFailure));
    }

    [Fact]
    public void Failures_within_the_start_period_do_not_count_but_a_success_ends_it()
    {
        var slow = EverySecond with { StartPeriod = TimeSpan.FromSeconds(30), Retries = 1 };

        Assert.Equal(TaskHealth.Starting, After(slow, (5, false), (29, false)).Health);
        Assert.Equal(TaskHealth.Unhealthy, After(slow, (5, false), (31, false)).Health);
        Assert.Equal(TaskHealth.Unhealthy, After(slow, (5, true), (6, false)).Health);
    }

    [Fact]
    public void Nobody_being_able_to_ask_says_nothing()
    {
        var before = After(EverySecond, (0, true), (1, false));

        Assert.Equal(before, before.After(ProbeAnswer.Unknown("The engine is away."), EverySecond, TimeSpan.FromSeconds(9)));
    }

    [Theory]
    [InlineData(10, 0, 0, 1)]
    [InlineData(10, 0, 9.5, 0.5)]
    [InlineData(10, 0, 10, 10)]
    [InlineData(10, 60, 30, 1)]
    [InlineData(0.2, 60, 30, 0.2)]
    public void While_it_starts_it_is_asked_each_second_and_at_the_end_of_its_grace(double interval, double startPeriod, double age, double pause)
    {
        var probe = new Probe(ProbeKind.Tcp, 80) { Interval = TimeSpan.FromSeconds(interval), StartPeriod = TimeSpan.FromSeconds(startPeriod) };

        Assert.Equal(TimeSpan.FromSeconds(pause), ProbeTally.Initial.Pause(probe, TimeSpan.FromSeconds(age)));
    }

    [Fact]
    public void Once_it_is_healthy_it_is_asked_at_its_interval() =>
        Assert.Equal(TimeSpan.FromSeconds(10), After(new Probe(ProbeKind.Tcp, 80), (0, true)).Pause(new Probe(ProbeKind.Tcp, 80), TimeSpan.Zero));

    [Fact]
    public void Of_several_probes_the_worst_counts()
    {
        var (healthy, starting) = (After(EverySecond, (0, true)), After(EverySecond, (1, false)));
        var unhealthy = After(EverySecond, (1, false), (2, false), (3, false));

        Assert.Equal(new ProbedHealth(TaskHealth.Healthy, Output: null), ProbedHealth.Of([healthy, healthy]));
        Assert.Equal(new ProbedHealth(TaskHealth.Starting, "no"), ProbedHealth.Of([healthy, starting]));
        Assert.Equal(new ProbedHealth(TaskHealth.Unhealthy, "no"), ProbedHealth.Of([starting, healthy, unhealthy]));
    }

    [Fact]
    public void Output_is_cut_to_four_kilobytes_and_not_within_a_character()
    {
        var output = ProbeAnswer.Failed(new string('ü', 5000)).Output;

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(output), 4000, ProbeAnswer.OutputLimitBytes);
        Assert.DoesNotContain('\uFFFD', output);
    }

    private static ProbeTally After(Probe probe, params (double Age, bool HasPassed)[] answers) =>
        answers.Aggregate(
            ProbeTally.Initial,
            (tally, a) => tally.After(a.HasPassed ? ProbeAnswer.Passed : ProbeAnswer.Failed("no"), probe, TimeSpan.FromSeconds(a.Age)));
}
