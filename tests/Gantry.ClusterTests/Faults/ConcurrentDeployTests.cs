using System.Net;
using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Faults;

public sealed class ConcurrentDeployTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    [Fact]
    public async Task Clients_that_deploy_one_stack_at_once_get_a_revision_each_and_the_last_one_wins()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("race");
        const int Clients = 12;

        var answers = await Task.WhenAll(Enumerable.Range(1, Clients).Select(n => _server.Api.TryDeployAsync(stack, Composes.Sleeper(tag: $"{n}"), ct)));
        await _server.UntilAsync(token => _server.IsInServiceAsync(stack, token), Eventually.Patience, "race is in service", ct);

        Assert.All(answers, a => Assert.True(a.IsAccepted, ServerApi.Words(a.Problem)));
        var deployments = await Task.WhenAll(answers.Select(a => _server.Api.DeploymentAsync(a.Change!.DeploymentId!.Value, ct)));
        Assert.Equal(Enumerable.Range(1, Clients), deployments.Select(d => d.ToRevision).Order());
        var last = deployments.Select((d, n) => (d.ToRevision, Tag: n + 1)).MaxBy(d => d.ToRevision);
        Assert.Equal(Clients, (await _server.Api.StacksAsync(ct)).Items.Single(s => s.Name == stack).Revision);
        var running = await _server.Cluster.InspectAsync((await _server.Cluster.RunningAsync(stack, ct)).Single().Id, ct);
        Assert.Contains($"TAG={last.Tag}", running.Config.Env ?? []);
    }

    [Fact]
    public async Task Of_clients_that_saw_the_same_revision_exactly_one_may_change_it()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("matched");
        await _server.DeployAndWaitAsync(stack, Composes.Sleeper(tag: "first"), ct);

        var seen = await _server.Api.TagAsync(stack, ct);

        var answers = await Task.WhenAll(Enumerable.Range(1, 50).Select(n => _server.Api.TryDeployAsync(stack, Composes.Sleeper(tag: $"{n}"), ct, seen)));

        Assert.Single(answers, a => a.IsAccepted);
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal(HttpStatusCode.PreconditionFailed, a.Status));
    }
}
