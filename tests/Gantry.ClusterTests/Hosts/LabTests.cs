using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;

namespace Gantry.ClusterTests.Hosts;

/// <summary>The lab itself, without any gantry: what the fault tests stand on.</summary>
public sealed class LabTests(SharedLab lab) : IClassFixture<SharedLab>, IAsyncLifetime
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(5);

    private LabMachine One => lab.Machines[0];
    private LabMachine Two => lab.Machines[1];
    private LabMachine Three => lab.Machines[2];

    public async ValueTask InitializeAsync()
    {
        foreach (var machine in lab.Machines)
            await machine.MendAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Machines_reach_each_other()
    {
        Assert.True(await ReachesAsync(One, Two));
        Assert.True(await ReachesAsync(Two, One));
        Assert.True(await ReachesAsync(Three, One));
    }

    [Fact]
    public async Task A_machine_without_its_cable_reaches_nobody_until_it_has_it_again()
    {
        var ct = TestContext.Current.CancellationToken;

        await Two.CutAsync(ct);
        Assert.False(await ReachesAsync(One, Two));
        Assert.False(await ReachesAsync(Two, Three));
        Assert.True(await ReachesAsync(One, Three));

        await Two.HealAsync(ct);
        await UntilReachesAsync(One, Two, ct);
        await UntilReachesAsync(Two, Three, ct);
    }

    [Fact]
    public async Task Two_machines_that_hear_each_other_no_more_hear_the_third()
    {
        var ct = TestContext.Current.CancellationToken;

        await Lab.DropAsync(One, Two, ct);
        Assert.False(await ReachesAsync(One, Two));
        Assert.False(await ReachesAsync(Two, One));
        Assert.True(await ReachesAsync(One, Three));
        Assert.True(await ReachesAsync(Three, Two));

        await Lab.UndropAsync(One, Two, ct);
        Assert.True(await ReachesAsync(One, Two));
        Assert.True(await ReachesAsync(Two, One));
    }

    [Fact]
    public async Task An_image_has_the_same_id_on_every_machine()
    {
        var ct = TestContext.Current.CancellationToken;
        var ids = new HashSet<string>();
        foreach (var machine in lab.Machines)
            ids.Add((await machine.Engine.Engine.Images.InspectAsync(LocalEngine.Busybox, ct)).Id);

        Assert.Single(ids);
    }

    [Fact]
    public async Task A_killed_engine_takes_its_containers_along_and_leaves_those_of_other_machines()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var here = Scope(One);
        await using var there = Scope(Two);
        var victim = await RunAsync(here, ct);
        var other = await RunAsync(there, ct);

        await One.KillEngineAsync(ct);

        await Assert.ThrowsAsync<EngineException>(() => One.Engine.Engine.PingAsync(ct));
        Assert.Empty(One.Engine.Running());
        Assert.Equal([other], Two.Engine.Running().Select(c => c.Id));
        Assert.True((await there.Engine.Containers.InspectAsync(other, ct)).State.Running);

        await One.BootEngineAsync(ct);
        Assert.False((await here.Engine.Containers.InspectAsync(victim, ct)).State.Running);
        Assert.Empty(One.Engine.Running());
    }

    [Fact]
    public async Task An_engine_that_is_dead_already_takes_nobody_along_who_got_its_number_in_the_kernel()
    {
        var ct = TestContext.Current.CancellationToken;
        await One.KillEngineAsync(ct);
        var others = Enumerable.Range(0, 8).Select(_ => Process.Start("unshare", ["--mount", "sleep", "60"])).ToList();
        await Eventually.HoldsAsync(
            _ => Task.FromResult(others.All(o => HostProcesses.NamespaceOf("mnt", o.Id) != HostProcesses.NamespaceOf("mnt", Environment.ProcessId))),
            SeenWithin, () => Task.FromResult("each has mounts of its own"), ct);

        await One.KillEngineAsync(ct);

        Assert.All(others, other => Assert.False(other.HasExited));
        foreach (var other in others)
        {
            other.Kill();
            other.Dispose();
        }
    }

    [Fact]
    public async Task An_engine_that_hangs_answers_nothing_and_its_containers_run_on()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var scope = Scope(Two);
        var container = await RunAsync(scope, ct);
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(Two.Engine.SocketPath, token) });

        Two.Engine.Freeze();
        await Assert.ThrowsAsync<TimeoutException>(() => http.GetAsync("http://engine/_ping", ct).WaitAsync(ConnectWithin, TimeProvider.System, ct));
        Assert.Equal([container], Two.Engine.Running().Select(c => c.Id));

        Two.Engine.Thaw();
        await Two.Engine.Engine.PingAsync(ct);
    }

    [Fact]
    public async Task A_machine_that_was_off_comes_back_with_its_data_and_without_what_only_ran()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var scope = Scope(Three);
        var container = await RunAsync(scope, ct);
        await Three.IgnoreAsync(One, ct);
        await Three.Network.RunAsync(ct, "ip", "link", "add", "left", "type", "bridge");

        await Three.PowerOffAsync(ct);
        Assert.Empty(Three.Network.Processes);
        Assert.Empty(Three.Engine.Processes);
        Assert.False(await ReachesAsync(One, Three));

        await Three.PowerOnAsync(ct);
        Assert.True(await ReachesAsync(One, Three));
        Assert.DoesNotContain("left", await Three.Network.RunAsync(ct, "ip", "-brief", "link"), StringComparison.Ordinal);
        Assert.False((await scope.Engine.Containers.InspectAsync(container, ct)).State.Running);
        await scope.Engine.Containers.RemoveAsync(container, force: false, volumes: true, ct);
    }

    [Fact]
    public async Task Labs_run_beside_each_other_and_leave_nothing_whatever_was_done_to_them()
    {
        var ct = TestContext.Current.CancellationToken;
        var before = HostTraces.All();

        await using (var beside = await Lab.StartAsync(machines: 3, ct))
        {
            await RunAsync(Scope(beside.Machines[0]), ct);
            await RunAsync(Scope(beside.Machines[1]), ct);
            Assert.Equal(One.Address, beside.Machines[0].Address);
            Assert.NotEqual(before, HostTraces.All());
            beside.Machines[0].Engine.Freeze();
            await beside.Machines[1].CutAsync(ct);
            await beside.Machines[2].PowerOffAsync(ct);
        }

        Assert.Equal(before, HostTraces.All());
        Assert.True(await ReachesAsync(One, Two));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(150)]
    [InlineData(450)]
    public async Task A_lab_that_is_given_up_while_it_starts_leaves_nothing(int afterMilliseconds)
    {
        var before = HostTraces.All();
        using var givenUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(afterMilliseconds), TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Lab.StartAsync(machines: 2, givenUp.Token));

        Assert.Equal(before, HostTraces.All());
    }

    private static EngineScope Scope(LabMachine machine) => new(machine.Engine.Engine, RandomStack.Named("lab"));

    /// <returns>The id of a container that says it is one of a cluster.</returns>
    private static Task<string> RunAsync(EngineScope scope, CancellationToken ct)
    {
        scope.Labels["dev.gantry.task"] = "1";
        return scope.RunAsync("main", "sleep 3600", ct);
    }

    private static async Task UntilReachesAsync(LabMachine from, LabMachine to, CancellationToken ct) => await Eventually.HoldsAsync(
        _ => ReachesAsync(from, to), SeenWithin, () => Task.FromResult($"{from.Name} reaches {to.Name}"), ct);

    private static async Task<bool> ReachesAsync(LabMachine from, LabMachine to)
    {
        // A machine that is off has no network to listen in.
        if (to.Engine.HasExited)
            return false;
        using var listener = NetworkNamespace.Open($"/run/netns/{to.Network.Name}", SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Any, 0));
        listener.Listen();
        using var caller = NetworkNamespace.Open($"/run/netns/{from.Network.Name}", SocketType.Stream, ProtocolType.Tcp);
        using var deadline = new CancellationTokenSource(ConnectWithin, TimeProvider.System);
        try
        {
            await caller.ConnectAsync(IPAddress.Parse(to.Address), ((IPEndPoint)listener.LocalEndPoint!).Port, deadline.Token);
            return true;
        }
        catch (Exception unreachable) when (unreachable is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
