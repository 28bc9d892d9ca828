using System.Net;
using Gantry.Model.Ids;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Worker.Dns;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Usage;
using Gantry.Worker.Docker.Wire;
using Gantry.Worker.Networking;
using Gantry.Worker.Session;
using Gantry.Worker.Tasks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Worker.Session;

public sealed class WorkerSessionTests : IAsyncDisposable
{
    private static readonly AssignedNetwork Front = new(
        new NetworkSpec("shop_front"), "shop", "10.128.0.0/25", [new NetworkService("shop", "web", [], [new NetworkReplica("1", "10.128.0.2")])]);

    private readonly ScriptedLink _link = new();
    private readonly WorkerNode _worker = new();
    private readonly DnsServer _dns;
    private readonly EngineWatch _watch;
    private readonly NodeRoutes _routes;
    private readonly ImageCollection _images;
    private readonly TaskUsageSampler _usage;
    private readonly WorkerSession _session;

    public WorkerSessionTests()
    {
        var identity = new WorkerIdentity(IdSource.Seeded(5).NextNode(), "n1", "127.0.0.1");
        _dns = new DnsServer(new DnsSettings(Loopback: null, "/none"), () => [], _worker.Time, new Random(1), NullLogger<DnsServer>.Instance);
        _routes = new NodeRoutes(
            _dns, new PortRoutes("test", NullLogger<PortRoutes>.Instance), _ => { }, _worker.Time, NullLogger<NodeRoutes>.Instance);
        _worker.Learning = _routes.Follow;
        _watch = new EngineWatch(_worker.Node, _worker.Tasks, _worker.Time, NullLogger<EngineWatch>.Instance);
        _images = new ImageCollection(_worker.Engine, _worker.Pulled, _ => null, _worker.Time, NullLogger<ImageCollection>.Instance);
        _usage = new TaskUsageSampler(() => _worker.Tasks.Current, new ContainerUsageReader("/proc"), _worker.Time);
        _session = new WorkerSession(
            _link, identity, _worker.Node, _worker.Tasks, _routes, _images,
            new NodeVitals(_worker.Node, _watch, () => NodeUsage.None, () => []),
            new StreamAnswers(_link, identity, _worker.Node, _worker.Tasks, _usage, _worker.Time, NullLogger<StreamAnswers>.Instance),
            new ManagerContact(_worker.Time), _worker.Time, NullLogger<WorkerSession>.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_manager_that_is_away_is_dialled_every_second_until_it_is_back()
    {
        _link.Problem = "Nobody listens.";
        await _session.StartAsync(Ct);
        await _worker.AdvanceUntilAsync(() => _link.Hellos == 4);
        Assert.Equal(0, _link.Heartbeats);

        _link.Problem = null;
        await _worker.AdvanceUntilAsync(() => _link.Heartbeats > 0);

        Assert.Equal(5, _link.Hellos);
    }

    [Fact]
    public async Task A_line_that_breaks_is_made_again_and_tasks_do_not_notice()
    {
        await StartAsync();
        var task = _worker.NewTask();
        _link.Say(Full(task));
        await _worker.AdvanceUntilAsync(() => Told(task) == TaskState.Running);

        _link.Break("The cable was cut.");
        await _worker.AdvanceUntilAsync(() => _link.Hellos == 2);
        _link.Say(Full(task));
        await _worker.AdvanceAsync(TimeSpan.FromSeconds(3));

        Assert.Equal("running", Assert.Single(await _worker.ContainersAsync()).State);
    }

    [Fact]
    public async Task A_report_that_was_not_stored_is_sent_again()
    {
        var fails = 2;
        _link.Storing = _ => fails-- > 0 ? throw new LinkException("The disk is full.") : Task.CompletedTask;
        await StartAsync();
        var task = _worker.NewTask();

        _link.Say(Full(task));
        await _worker.AdvanceUntilAsync(() => Told(task) == TaskState.Running);

        Assert.Equal(3, _link.Hellos);
    }

    [Fact]
    public async Task What_happens_while_a_report_is_being_stored_is_in_the_next()
    {
        var task = _worker.NewTask("sim:exit-3-after-5s");
        var storing = new TaskCompletionSource();
        var isStoring = false;
        _link.Storing = report =>
        {
            if (report.Tasks.All(t => t.Observed.State != TaskState.Running))
                return Task.CompletedTask;
            isStoring = true;
            return storing.Task;
        };
        await StartAsync();
        _link.Say(Full(task));
        await _worker.AdvanceUntilAsync(() => isStoring);

        await _worker.AdvanceUntilAsync(() => _worker.Said(task.Id)?.State == TaskState.Failed);
        storing.SetResult();

        await _worker.AdvanceUntilAsync(() => Told(task) == TaskState.Failed);
    }

    [Fact]
    public async Task Words_of_an_earlier_leader_are_not_followed()
    {
        _link.Term = 7;
        await StartAsync();
        var (old, current) = (_worker.NewTask(), _worker.NewTask());

        _link.Say(Full(old));
        _link.Say(Full(current) with { Assignments = new Assignments(Term: 7, Version: 1, IsFull: true, [current], []) });
        await _worker.AdvanceUntilAsync(() => Told(current) == TaskState.Running);

        Assert.Null(_worker.Tasks.Find(old.Id));
    }

    [Fact]
    public async Task Heartbeats_come_every_second()
    {
        await StartAsync();
        await _worker.AdvanceUntilAsync(() => _link.Heartbeats == 1);

        await _worker.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(11, _link.Heartbeats);
    }

    [Fact]
    public async Task An_engine_that_answers_no_more_is_told_at_once()
    {
        await StartAsync();
        await _watch.StartAsync(Ct);
        await _worker.AdvanceUntilAsync(() => _link.Node is { EngineProblem: null });

        _worker.Engine.GoDown(withContainers: true);
        await _worker.AdvanceUntilAsync(() => _watch.Problem is not null);

        // The clock stands still.
        await WorkerNode.UntilAsync(() => _link.Node is { EngineProblem: not null });
    }

    [Fact]
    public async Task Names_follow_what_the_manager_says()
    {
        await StartAsync();
        _link.Say(new WorkerMessage(Assignments: new Assignments(Term: 1, Version: 1, IsFull: true, [], []) { Networks = [Front] }));

        await WorkerNode.UntilAsync(() => _dns.Names.Owns(IPAddress.Parse("10.128.0.2")));
    }

    [Fact]
    public async Task Names_on_an_external_network_follow_the_range_that_the_engine_says()
    {
        var made = new NetworkAddressing { Config = [new AddressPool("10.55.77.0/24")] };
        await _worker.Engine.Networks.CreateAsync(new CreateNetwork("ext") { Addressing = made }, Ct);
        await StartAsync();
        var network = new AssignedNetwork(new NetworkSpec("ext", External: true), null, null, []);

        _link.Say(new WorkerMessage(Assignments: new Assignments(Term: 1, Version: 1, IsFull: true, [], []) { Networks = [network] }));

        await WorkerNode.UntilAsync(() => _dns.Names.Owns(IPAddress.Parse("10.55.77.2")));

        // Said again by a manager that knows no range of it.
        _link.Say(new WorkerMessage(Assignments: new Assignments(Term: 1, Version: 2, IsFull: false, [], []) { Networks = [network, Front] }));

        await WorkerNode.UntilAsync(() => _dns.Names.Owns(IPAddress.Parse("10.128.0.2")));
        Assert.True(_dns.Names.Owns(IPAddress.Parse("10.55.77.2")));
    }

    [Fact]
    public async Task Who_answers_on_a_network_stays_as_it_is_where_nothing_is_said_of_it()
    {
        await StartAsync();
        var back = new AssignedNetwork(new NetworkSpec("shop_back"), "shop", "10.128.0.128/25", [new NetworkService("shop", "db", [], [new NetworkReplica("1", "10.128.0.130")])]);
        _link.Say(new WorkerMessage(Assignments: new Assignments(Term: 1, Version: 1, IsFull: true, [], []) { Networks = [Front] }));
        await WorkerNode.UntilAsync(() => _dns.Names.Owns(IPAddress.Parse("10.128.0.2")));

        _link.Say(new WorkerMessage(Assignments: new Assignments(Term: 1, Version: 2, IsFull: false, [], []) { Networks = [Front with { Services = null }, back] }));

        await WorkerNode.UntilAsync(() => _dns.Names.Owns(IPAddress.Parse("10.128.0.130")));
        Assert.True(_dns.Names.Owns(IPAddress.Parse("10.128.0.2")));
    }

    public async ValueTask DisposeAsync()
    {
        await _session.StopAsync(CancellationToken.None);
        _session.Dispose();
        _usage.Dispose();
        _images.Dispose();
        _watch.Dispose();
        _routes.Dispose();
        _dns.Dispose();
        await _worker.DisposeAsync();
    }

    private static WorkerMessage Full(params AssignedTask[] tasks) =>
        new(Assignments: new Assignments(Term: 1, Version: 1, IsFull: true, tasks, []));

    private TaskState? Told(AssignedTask task) =>
        _link.Reports.SelectMany(r => r.Tasks).LastOrDefault(t => t.Id == task.Id)?.Observed.State;

    private async Task StartAsync()
    {
        await _worker.Tasks.StartAsync(Ct);
        await _session.StartAsync(Ct);
    }
}
