using Gantry.Manager.Api.Views;
using Gantry.Manager.State;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Api;

/// <summary>The one word that people read first about a service.</summary>
public sealed class ServiceViewTests
{
    private readonly StoreNouns _nouns = new();
    private readonly Transaction _tx = StoreNouns.Draft();

    [Theory]
    [InlineData(TaskState.Complete, TaskState.Complete, "complete", 0)]
    [InlineData(TaskState.Complete, TaskState.Running, "running", 1)]
    [InlineData(TaskState.Complete, TaskState.Failed, "degraded", 1)]
    public void A_job_is_complete_when_all_its_tasks_are(TaskState first, TaskState second, string word, int wanted)
    {
        var job = _nouns.Service("job");
        job = job with { FileSpec = job.FileSpec with { Replicas = 2, Restart = job.FileSpec.Restart with { Condition = RestartCondition.None } } };
        _tx.Put(job);
        _tx.Put(_nouns.Task(job, 1, state: first));
        _tx.Put(_nouns.Task(job, 2, state: second));

        var item = ServiceView.Of(_tx.State, job);

        Assert.Equal((word, wanted), (item.State, item.Wanted));
    }

    [Fact]
    public void A_service_that_wants_no_replicas_is_no_finished_job()
    {
        var web = _nouns.Service("web");
        web = web with { FileSpec = web.FileSpec with { Replicas = 0 } };
        _tx.Put(web);

        Assert.Equal("running", ServiceView.Of(_tx.State, web).State);
    }
}
