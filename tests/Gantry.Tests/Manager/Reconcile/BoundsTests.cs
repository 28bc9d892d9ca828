using Gantry.Manager.Reconcile;
using Gantry.Manager.Reconcile.Cleanup;
using Gantry.Manager.Reconcile.Deployments;
using Gantry.Manager.Reconcile.Services;
using Gantry.Manager.State;
using Gantry.Model.Deployments;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Reconcile;

/// <summary>How much of the past is kept, and that nothing is forgotten that is still needed to decide.</summary>
public sealed class BoundsTests
{
    private static readonly DateTimeOffset Now = StoreNouns.Time;

    private readonly StoreNouns _nouns = new();
    private readonly Transaction _tx = StoreNouns.Draft(100_000);

    [Fact]
    public void A_slot_keeps_five_dead_tasks_and_the_containers_of_the_last_two()
    {
        var service = Stored(_nouns.Service("web"));
        foreach (var minutes in Enumerable.Range(1, 8))
            Stored(Dead(service, minutes));
        Stored(_nouns.Task(service, 1, state: TaskState.Running));

        DeadTasks.Apply(Context, service);

        var kept = Kept(service).Where(t => t.HasEnded).ToList();
        Assert.Equal([1, 2, 3, 4, 5], kept.Select(MinutesDead).Order());
        Assert.Equal([1, 2], kept.Where(t => t.Desired < DesiredState.Remove).Select(MinutesDead).Order());
    }

    [Fact]
    public void A_record_stays_until_its_container_is_gone()
    {
        var service = Stored(_nouns.Service("web"));
        foreach (var minutes in Enumerable.Range(1, 8))
            Stored(Dead(service, minutes, isContainerGone: minutes != 7));
        Stored(_nouns.Task(service, 1, state: TaskState.Running));

        DeadTasks.Apply(Context, service);

        Assert.Equal([1, 2, 3, 4, 5, 7], Kept(service).Where(t => t.HasEnded).Select(MinutesDead).Order());
    }

    [Fact]
    public void After_a_day_the_dead_are_forgotten()
    {
        var service = Stored(_nouns.Service("web"));
        Stored(Dead(service, 23 * 60));
        Stored(Dead(service, (24 * 60) + 1));
        Stored(_nouns.Task(service, 1, state: TaskState.Running));

        DeadTasks.Apply(Context, service);

        Assert.Equal([23 * 60], Kept(service).Where(t => t.HasEnded).Select(MinutesDead));
    }

    [Theory]
    [InlineData(TaskState.Complete, RestartCondition.OnFailure)]
    [InlineData(TaskState.Failed, RestartCondition.None)]
    internal void A_job_that_is_over_does_not_run_again_because_a_day_has_passed(TaskState end, RestartCondition condition)
    {
        var service = Stored(Restarting(new RestartPolicy(condition)));
        var task = Stored(Dead(service, 3 * 24 * 60, end));

        DeadTasks.Apply(Context, service);
        ServiceStep.Apply(Context, service.Id);

        var kept = Assert.Single(Kept(service));
        Assert.Equal((task.Id, DesiredState.Remove), (kept.Id, kept.Desired));
    }

    [Fact]
    public void What_was_scaled_away_is_forgotten_after_a_day()
    {
        var service = Stored(_nouns.Service("web"));
        var surplus = Stored(Dead(service, (24 * 60) + 1, TaskState.Shutdown) with { Slot = 2 });

        DeadTasks.Apply(Context, service);

        Assert.Null(_tx.Find(surplus.Id));
    }

    [Fact]
    public void What_the_window_of_a_restart_policy_counts_is_kept_beyond_five()
    {
        var service = Stored(Restarting(new RestartPolicy(MaxAttempts: 8, Window: TimeSpan.FromMinutes(10))));
        foreach (var minutes in Enumerable.Range(1, 12))
            Stored(Dead(service, minutes) with { RestartCount = 3 });
        Stored(_nouns.Task(service, 1, state: TaskState.Running));

        DeadTasks.Apply(Context, service);

        Assert.Equal(Enumerable.Range(1, 10), Kept(service).Where(t => t.HasEnded).Select(MinutesDead).Order());
    }

    [Fact]
    public void Ten_revisions_are_kept_and_those_that_a_task_or_the_service_names()
    {
        var service = Stored(_nouns.Service("web") with { Revision = 2 });
        foreach (var number in Enumerable.Range(1, 14))
            _tx.Put(StoreNouns.Revision(service.Id, number));
        Stored(_nouns.Task(service, 1, state: TaskState.Running) with { Revision = 3 });

        DeadTasks.Apply(Context, service);

        Assert.Equal([2, 3, .. Enumerable.Range(5, 10)], _tx.State.RevisionsOf(service.Id).Select(r => r.Number));
    }

    [Fact]
    public void Twenty_deployments_of_each_service_and_twenty_of_the_stack_are_kept()
    {
        var whole = Enumerable.Range(0, 25).Select(i => Finished(i, service: null)).ToList();
        var scaled = Enumerable.Range(100, 60).Select(i => Finished(i, "web")).ToList();
        foreach (var deployment in whole.Concat(scaled))
            _tx.Put(deployment);

        DeploymentStep.Apply(Context, "shop");

        Assert.Equal(whole.TakeLast(20).Concat(scaled.TakeLast(20)).Select(d => d.Id), _tx.State.DeploymentsOf("shop").Select(d => d.Id));
    }

    [Fact]
    public void Deployments_of_a_stack_that_is_gone_are_kept_for_two_weeks()
    {
        var ages = new[] { 13, 14, 15 };
        foreach (var days in ages)
            _tx.Put(Finished(0, service: null) with { FinishedAt = Now.AddDays(-days) });

        DeploymentStep.Apply(Context, "shop");

        Assert.Equal([14, 13], _tx.State.DeploymentsOf("shop").Select(d => (int)(Now - d.FinishedAt!.Value).TotalDays).OrderDescending());
    }

    private ReconcileContext Context => new(_tx, Now, _nouns.Ids, _ => []);

    private static int MinutesDead(ServiceTask task) => (int)(Now - task.EndedAt!.Value).TotalMinutes;

    private Service Restarting(RestartPolicy policy)
    {
        var service = _nouns.Service("web");
        return service with { FileSpec = service.FileSpec with { Restart = policy } };
    }

    private ServiceTask Dead(Service service, int minutes, TaskState state = TaskState.Failed, bool isContainerGone = true)
    {
        var task = _nouns.Task(service, 1, state: state, age: minutes);
        return task with { EndedAt = task.CreatedAt, Observed = task.Observed with { IsContainerGone = isContainerGone } };
    }

    private Deployment Finished(int minutes, string? service) =>
        _nouns.Deployment(minutes: minutes) with { Service = service, State = DeploymentState.Succeeded };

    private List<ServiceTask> Kept(Service service) => [.. _tx.State.TasksOf(service.Id)];

    private Service Stored(Service service)
    {
        _tx.Put(service);
        return service;
    }

    private ServiceTask Stored(ServiceTask task)
    {
        _tx.Put(task);
        return task;
    }
}
