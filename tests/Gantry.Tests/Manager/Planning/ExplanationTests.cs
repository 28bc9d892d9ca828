using Gantry.Manager.Planning.Explaining;
using Gantry.Model.Api;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Manager.Planning;

public sealed class ExplanationTests
{
    private static readonly DateTimeOffset Now = StillCluster.Now;

    [Fact]
    public async Task A_task_that_fits_nowhere_says_why_for_every_node_and_what_would_help()
    {
        await using var cluster = await ClusterAsync(new ContainerSpec("web:1") { Reservation = new Reservation(MemoryBytes: 1L << 40) });

        var explanation = Explain(cluster);

        Assert.StartsWith("0 of 1 tasks are in service. shop_web.1: It waits for a node: none of 1 node fits (memory 1)", explanation.Summary, StringComparison.Ordinal);
        var node = Assert.Single(explanation.Nodes);
        Assert.False(node.Fits);
        Assert.Contains("1 TiB", Assert.Single(node.Reasons), StringComparison.Ordinal);
        Assert.StartsWith("n1: ", explanation.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_node_it_says_what_a_person_can_do_about_the_only_one()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await StillCluster.OpenAsync(1, ct);
        await cluster.Store.UpdateAsync(tx => StillCluster.Deploy(tx, new StackSpec("shop", [new ServiceSpec("web", new ContainerSpec("web:1"))], [], [])), ct);
        await cluster.SettleAsync(ct);

        var explanation = Explain(cluster);

        Assert.Contains("It waits for a node: there is no node in the cluster.", explanation.Summary, StringComparison.Ordinal);
        Assert.Equal("The server's own worker has to report first. See what keeps it: gantry doctor", explanation.Fix);
    }

    [Fact]
    public async Task A_crash_loop_says_how_it_ended_last_and_when_it_goes_on()
    {
        await using var cluster = await ClusterAsync(new ContainerSpec("web:1") { Limits = new Reservation(MemoryBytes: 64 << 20) });
        await SeeAsync(cluster, new ObservedTask(TaskState.Failed, Now, "Exited with code 137.") { ExitCode = 137, OomKilled = true, ContainerId = "c" });

        var explanation = Explain(cluster);

        Assert.Contains("It restarts in 1 s", explanation.Summary, StringComparison.Ordinal);
        Assert.Contains(explanation.Facts, f => f is { Name: "last exit" } && f.Value.Contains("code 137", StringComparison.Ordinal));
        Assert.Contains(explanation.Facts, f => f is { Name: "out of memory", Value: "yes" });
        Assert.Equal("Raise deploy.resources.limits.memory of web above 64 MiB, or make it use less.", explanation.Fix);
    }

    [Theory]
    [InlineData(TaskState.Running, "It runs and is about to be replaced.")]
    [InlineData(TaskState.Shutdown, "since its predecessor ended: Its health check failed: connection refused. Stopped, exit code 143.")]
    public async Task A_task_whose_health_check_fails_says_what_the_check_wrote_and_where_to_look(TaskState state, string summary)
    {
        var check = new HealthCheck(["CMD", "wget", "localhost"], Interval: TimeSpan.FromSeconds(5), Retries: 2);
        await using var cluster = await ClusterAsync(new ContainerSpec("web:1") { HealthCheck = check });
        await SeeAsync(cluster, new ObservedTask(state, Now, "Stopped, exit code 143.")
        {
            Health = TaskHealth.Unhealthy,
            HealthOutput = "connection\n refused\n",
            ContainerId = "c",
        });

        var explanation = Explain(cluster);

        Assert.Contains("Its health check failed: connection refused.", explanation.Summary, StringComparison.Ordinal);
        Assert.Contains(summary, explanation.Summary, StringComparison.Ordinal);
        Assert.StartsWith("Look at healthcheck of web (CMD wget localhost) and its timings (interval 5s, retries 2)", explanation.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PullPolicy.Missing, "If it does not move, see on n1 whether r.example answers: docker pull r.example/web:1")]
    [InlineData(
        PullPolicy.Always,
        "If it does not move, see on n1 whether r.example answers: docker pull r.example/web:1. With pull_policy: missing in web, an image that is there already is used "
        + "without asking.")]
    public async Task A_pull_that_does_not_move_says_since_when_and_where_to_look(PullPolicy policy, string fix)
    {
        await using var cluster = await ClusterAsync(new ContainerSpec("r.example/web:1") { PullPolicy = policy });
        var observed = new ObservedTask(TaskState.Preparing, Now.AddSeconds(-40), "Pulling r.example/web:1: 9 of 38 MiB.") { PullingSince = Now.AddMinutes(-4) };

        var explanation = TaskExplanation.Of(cluster.Store.Current, cluster.Store.Current.Tasks.Single() with { Observed = observed }, Now);

        Assert.Equal(
            $"Node n1 pulls its image since {Now.AddMinutes(-4):HH:mm:ss} UTC: Pulling r.example/web:1: 9 of 38 MiB.",
            explanation.Summary);
        Assert.Contains(new ExplainedFact("pull", $"for 4 min, since {Now.AddMinutes(-4):yyyy-MM-ddTHH:mm:ssZ}"), explanation.Facts);
        Assert.Contains(new ExplainedFact("last progress", "40 s ago: Pulling r.example/web:1: 9 of 38 MiB."), explanation.Facts);
        Assert.Equal(fix, explanation.Fix);
    }

    [Fact]
    public async Task A_service_that_waits_for_another_names_it()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await StillCluster.OpenAsync(1, ct);
        await cluster.AddNodesAsync([Node()], SchedulingStrategy.Spread, ct);
        var db = new ServiceSpec("db", new ContainerSpec("db:1") { Reservation = new Reservation(MemoryBytes: 1L << 40) });
        var web = new ServiceSpec("web", new ContainerSpec("web:1")) { DependsOn = [new Dependency("db", DependencyCondition.Healthy)] };
        await cluster.Store.UpdateAsync(tx => StillCluster.Deploy(tx, new StackSpec("shop", [db, web], [], [])), ct);
        await cluster.SettleAsync(ct);

        var explanation = Explain(cluster);

        Assert.Contains("waiting for db to be healthy", explanation.Summary, StringComparison.Ordinal);
        Assert.Equal("See what holds that up: gantry explain shop_db", explanation.Fix);
    }

    [Fact]
    public async Task A_service_that_is_well_says_so_and_proposes_nothing()
    {
        await using var cluster = await ClusterAsync(new ContainerSpec("web:1"));

        var explanation = Explain(cluster);

        Assert.Equal(("running", "Its task is in service."), (explanation.State, explanation.Summary));
        Assert.Null(explanation.Fix);
    }

    [Fact]
    public async Task A_port_that_a_process_holds_is_named_though_all_tasks_serve()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await StillCluster.OpenAsync(1, ct);
        var held = new HeldPort("shop", "web", 80, "tcp", "process nginx (pid 812) on 0.0.0.0:80");
        await cluster.AddNodesAsync([Node() with { HeldPorts = [held, held with { Service = "other", Port = 81 }] }], SchedulingStrategy.Spread, ct);
        var web = new ServiceSpec("web", new ContainerSpec("web:1")) { Ports = [new PublishedPort(81, 81), new PublishedPort(80, 80)] };
        await cluster.Store.UpdateAsync(tx => StillCluster.Deploy(tx, new StackSpec("shop", [web], [], [])), ct);
        await cluster.SettleAsync(ct);

        var explanation = Explain(cluster);

        Assert.Equal("degraded", explanation.State);
        Assert.StartsWith(
            "1 task is in service, but port 80/tcp of node n1 is held by process nginx (pid 812) on 0.0.0.0:80.",
            explanation.Summary, StringComparison.Ordinal);
        Assert.Contains("or publish another port", explanation.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_placed_task_has_the_scores_of_the_nodes_that_fit_and_what_the_others_have_against_it()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await StillCluster.OpenAsync(1, ct);
        await cluster.AddNodesAsync([Node("n1", "zone=eu"), Node("n2", "zone=eu"), Node("n3", "zone=us"), Node("n4", "zone=ap")], SchedulingStrategy.Spread, ct);
        var placement = new Placement(["node.labels.zone != ap"], ["node.labels.zone"]) { Preferences = [new NodePreference("node.name == n2", 40)] };
        var service = new ServiceSpec("web", new ContainerSpec("web:1") { Reservation = new Reservation(MemoryBytes: 1L << 30) }, Replicas: 2) { Placement = placement };
        await cluster.Store.UpdateAsync(tx => StillCluster.Deploy(tx, new StackSpec("shop", [service], [], [])), ct);
        await cluster.SettleAsync(ct);
        var state = cluster.Store.Current;
        var task = state.Tasks.Single(t => state.Find(t.NodeId!.Value)!.Name == "n2");

        var nodes = TaskExplanation.Of(state, task, Now).Nodes;

        Assert.Equal(["n2", "n1", "n3", "n4"], nodes.Select(n => n.Node));
        Assert.Equal(["n2"], nodes.Where(n => n.HasTask).Select(n => n.Node));
        Assert.Equal(
            "node.labels.zone=eu: 0, wished=40, of service=0, failures=0, reserved=0 %, tasks=0, image=-",
            string.Join(", ", nodes[0].Score.Select(f => $"{f.Name}={f.Value}")));
        Assert.Equal("us: 1", nodes[2].Score[0].Value);
        Assert.Equal(["constraint node.labels.zone != ap: is ap"], nodes[3].Reasons);
    }

    private static Explanation Explain(StillCluster cluster)
    {
        var state = cluster.Store.Current;
        return ServiceExplanation.Of(state, state.FindService("shop", "web")!, Now).Explanation;
    }

    private static async Task<StillCluster> ClusterAsync(ContainerSpec container)
    {
        var ct = TestContext.Current.CancellationToken;
        var cluster = await StillCluster.OpenAsync(1, ct);
        await cluster.AddNodesAsync([Node()], SchedulingStrategy.Spread, ct);
        await cluster.Store.UpdateAsync(tx => StillCluster.Deploy(tx, new StackSpec("shop", [new ServiceSpec("web", container)], [], [])), ct);
        await cluster.SettleAsync(ct);
        return cluster;
    }

    private static async Task SeeAsync(StillCluster cluster, ObservedTask how)
    {
        var ct = TestContext.Current.CancellationToken;
        await cluster.Store.UpdateAsync(
            tx =>
            {
                var task = tx.State.Tasks.Single();
                tx.Put(task with { Observed = how, EndedAt = how.State.IsTerminal() ? Now : null, InServiceSince = Now });
            },
            ct);

        // What still runs is looked at before the cluster answers to it.
        if (how.State.IsTerminal())
            await cluster.SettleAsync(ct);
    }

    private static Node Node(string name = "n1", params string[] labels) => new(
        IdSource.Seeded(5 + name[^1]).NextNode(), name, NodeState.Ready, NodeAvailability.Active, "192.0.2.1",
        NodeFacts.Unknown with { Os = "linux", Architecture = "amd64", Cpus = 4, MemoryBytes = 4L << 30 }, 0, Now)
    {
        Labels = labels.Select(l => l.Split('=')).ToDictionary(l => l[0], l => l[1]),
    };
}
