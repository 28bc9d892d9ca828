using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Model.Deployments;
using Gantry.Model.Nodes;

namespace Gantry.ClusterTests.Faults;

/// <summary>An engine that is away, hangs, cuts its events or swallows its answers.</summary>
public sealed class EngineTroubleTests(LocalEngine engine) : IAsyncLifetime
{
    private static readonly TimeSpan NoticedWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RecoversWithin = TimeSpan.FromSeconds(12);

    private EngineProxy _proxy = null!;
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".sock");
        _proxy = new EngineProxy(path, engine.Address.SocketPath);
        _server = await ServerProcess.StartAsync(engine, TestContext.Current.CancellationToken, path);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task A_deploy_while_the_engine_is_down_is_accepted_and_carried_out_when_it_is_back()
    {
        var ct = TestContext.Current.CancellationToken;
        var beforeStack = RandomStack.Named("before");
        var duringStack = RandomStack.Named("during");
        await _server.DeployAndWaitAsync(beforeStack, Composes.Sleeper(), ct);
        var before = await _server.Cluster.StartsAsync(beforeStack, ct);
        _proxy.GoDown();
        await UntilNodeIsAsync(NodeState.EngineDown, ct);

        var answer = await _server.Api.DeployAsync(duringStack, Composes.Sleeper(), ct);
        Assert.Equal(DeploymentState.Running, (await _server.Api.DeploymentAsync(answer.DeploymentId!.Value, ct)).State);
        _proxy.ComeUp();

        var ended = await _server.EndOfAsync(answer.DeploymentId.Value, RecoversWithin, ct);
        Assert.Equal(DeploymentState.Succeeded, ended.State);
        Assert.Equal(before, await _server.Cluster.StartsAsync(beforeStack, ct));
    }

    [Fact]
    public async Task A_server_that_starts_without_an_engine_works_once_there_is_one()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("late");
        await _server.TerminateAsync(ct);
        _proxy.GoDown();
        await _server.StartAgainAsync(ct);
        await UntilNodeIsAsync(NodeState.EngineDown, ct);

        _proxy.ComeUp();
        await UntilNodeIsAsync(NodeState.Ready, ct);

        await _server.DeployAndWaitAsync(stack, Composes.Sleeper(), ct);
    }

    [Fact]
    public async Task An_engine_that_hangs_is_noticed_and_stops_nothing_else()
    {
        var ct = TestContext.Current.CancellationToken;
        var hungStack = RandomStack.Named("hung");
        var waitingStack = RandomStack.Named("waiting");
        await _server.DeployAndWaitAsync(hungStack, Composes.Sleeper(replicas: 2), ct);
        var before = await _server.Cluster.StartsAsync(hungStack, ct);

        _proxy.Hang();
        await UntilNodeIsAsync(NodeState.EngineDown, ct);
        var answer = await _server.Api.DeployAsync(waitingStack, Composes.Sleeper(), ct);
        _proxy.Resume();

        await UntilNodeIsAsync(NodeState.Ready, ct);
        Assert.Equal(DeploymentState.Succeeded, (await _server.EndOfAsync(answer.DeploymentId!.Value, RecoversWithin, ct)).State);
        Assert.Equal(before, await _server.Cluster.StartsAsync(hungStack, ct));
    }

    [Fact]
    public async Task Events_that_were_lost_are_made_up_for_by_looking()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("blind");
        await _server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 3), ct);
        var victims = await _server.Cluster.RunningAsync(stack, ct);

        // Each time another one dies while nobody can tell.
        foreach (var victim in victims)
        {
            _proxy.GoDown();
            await _server.Cluster.KillAsync(victim.Id, ct);
            _proxy.ComeUp();
        }

        await _server.UntilAsync(
            async token => (await _server.Cluster.RunningAsync(stack, token)) is { Count: 3 } running && !running.Any(r => victims.Any(v => v.Id == r.Id)),
            RecoversWithin, "all three are replaced", ct);
    }

    [Theory]
    [InlineData("/containers/create")]
    [InlineData("/start")]
    public async Task A_call_whose_answer_is_lost_is_not_carried_out_twice(string call)
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("once");
        const int Replicas = 6;
        var folder = Directory.CreateDirectory(Path.Combine(_server.Folder, "out")).FullName;
        _proxy.LoseAnswersTo(call, times: Replicas);
        await using var sampler = new InvariantSampler(_server.Cluster);

        var compose = Composes.Shell(
            "echo run >> /out/runs; exec sleep 3600", "stop_signal: SIGKILL", $"volumes: ['{folder}:/out']", $"deploy: {{replicas: {Replicas}}}");
        await _server.DeployAndWaitAsync(stack, compose, ct);

        Assert.Equal(Replicas, _proxy.Lost);
        Assert.Equal(Replicas, (await File.ReadAllLinesAsync(Path.Combine(folder, "runs"), ct)).Length);
        Assert.Equal(Replicas, (await _server.Cluster.ContainersAsync(ct)).Count);
        await sampler.AssertHeldAsync();
    }

    private Task<TimeSpan> UntilNodeIsAsync(NodeState state, CancellationToken ct) => _server.UntilAsync(
        async token => (await _server.Api.NodesAsync(token)).Items.SingleOrDefault()?.State == state, NoticedWithin, $"the node is {state}", ct);
}
