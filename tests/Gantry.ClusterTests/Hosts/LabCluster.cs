using System.Globalization;
using Gantry.ClusterTests.Testing;
using Gantry.Model.Nodes;

namespace Gantry.ClusterTests.Hosts;

/// <summary>A server and workers that joined it by token, each on a machine of its own; the server's is the first.</summary>
internal sealed class LabCluster : IAsyncDisposable
{
    private const int Port = 4000;

    // Twelve debug builds compile themselves at once where three clusters start beside each other.
    private static readonly TimeSpan JoinedWithin = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gc-home-");
    private readonly List<WorkerProcess> _workers = [];
    private readonly int _nodes;
    private ServerProcess? _server;

    private LabCluster(Lab lab, int nodes) => (Lab, _nodes) = (lab, nodes);

    public Lab Lab { get; }

    public ServerProcess Server => _server ?? throw new InvalidOperationException("Not started yet.");

    public LabMachine ServerMachine => Lab.Machines[0];

    public IReadOnlyList<WorkerProcess> Workers => _workers;

    /// <param name="spares">Machines with an engine that are no nodes, after the others.</param>
    public static async Task<LabCluster> StartAsync(int workers, CancellationToken ct, int spares = 0)
    {
        var cluster = new LabCluster(await Lab.StartAsync(workers + 1 + spares, ct), workers + 1);
        try
        {
            await cluster.StartServerAsync(ct);
            if (workers > 0)
                await cluster.JoinAsync(ct);
            await cluster.UntilReadyAsync(JoinedWithin, ct);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every node is ready, the server's own too.</summary>
    /// <returns>How long that took.</returns>
    public Task<TimeSpan> UntilReadyAsync(TimeSpan within, CancellationToken ct) => Eventually.HoldsAsync(
        async token => await NodesAsync(token) is { } nodes && nodes.Count == _nodes && nodes.All(n => n.Value == NodeState.Ready),
        within, () => StoryAsync($"all {_nodes} nodes are ready"), ct);

    /// <returns>By name; null while the server does not answer.</returns>
    public async Task<IReadOnlyDictionary<string, NodeState>?> NodesAsync(CancellationToken ct)
    {
        try
        {
            return (await Server.Api.NodesAsync(ct)).Items.ToDictionary(n => n.Name, n => n.State);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>What runs on all machines, in one look; no engine is asked.</summary>
    public IReadOnlyList<ClusterContainer> Running() => [.. Lab.Machines.SelectMany(m => m.Engine.Running())];

    /// <summary>For failure messages: what everybody says.</summary>
    public async Task<string> StoryAsync(string claim)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        List<string> story = [claim, $"(told at {TimeProvider.System.GetUtcNow():HH:mm:ss.fff})", "--- nodes"];
        story.AddRange((await NodesAsync(deadline.Token))?.Select(n => $"{n.Key} {n.Value}") ?? ["(no answer)"]);
        foreach (var machine in Lab.Machines)
            story.AddRange([$"--- running on {machine.Name}", .. machine.Engine.Running().Select(c => c.Name)]);
        try
        {
            story.Add("--- tasks");
            story.AddRange((await Server.Api.TasksAsync(null, all: true, deadline.Token))
                .Select(t => $"{t.Name} {t.Id} on {t.Node} desired {t.Desired} {t.State} at {t.Observed.At:HH:mm:ss} {t.Observed.Message}"));
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or OperationCanceledException)
        {
            story.Add($"(no answer: {unreachable.Message})");
        }

        story.AddRange(["--- log of the server", Server.Log]);
        foreach (var worker in Workers)
            story.AddRange([$"--- log of {worker.Machine.Name}", worker.Log]);
        return string.Join('\n', story);
    }

    public async ValueTask DisposeAsync()
    {
        // First the machines: nothing that still runs there may hold a file.
        await Lab.DisposeAsync();
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _home.Delete(recursive: true);
    }

    private async Task StartServerAsync(CancellationToken ct)
    {
        var machine = ServerMachine;
        _server = await ServerProcess.StartAsync(
            new ServerPlace(machine.Engine.Engine, machine.Engine.SocketPath)
            {
                Host = machine.Network,
                Advertise = machine.Address,
                ApiListen = $"{machine.Address}:{Port}",
                Name = machine.Name,
                EngineGoesToo = true,
            },
            ct);
    }

    private async Task JoinAsync(CancellationToken ct)
    {
        var machines = Lab.Machines.Skip(1).Take(_nodes - 1).ToList();
        var uses = machines.Count.ToString(CultureInfo.InvariantCulture);
        var created = await new GantryCommand(_home.FullName)
            .RunAsync(ct, "--host", $"unix://{Server.SocketPath}", "node", "token", "create", "-q", "--uses", uses);
        var token = created.Expect(0).Output.Trim();
        _workers.AddRange(machines.Select(m => new WorkerProcess(m, new Uri($"https://{ServerMachine.Address}:{Port}"), token)));
    }
}
