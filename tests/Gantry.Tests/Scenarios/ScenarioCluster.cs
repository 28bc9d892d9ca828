using System.Globalization;
using System.Text;
using Gantry.Compose;
using Gantry.Manager.Control;
using Gantry.Manager.Dispatch;
using Gantry.Manager.Planning.Explaining;
using Gantry.Manager.Planning.Rebalancing;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Ids;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Settings;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Scenarios;

/// <summary>A whole cluster in one process: real store, real deciding, workers that do what the image's name says, time by hand.</summary>
internal sealed class ScenarioCluster : IAsyncDisposable
{
    private const long Gibibyte = 1L << 30;

    private readonly ManualTime _time = new();
    private readonly IdSource _ids = IdSource.Seeded(1);
    private readonly StateStore _store;
    private readonly ScenarioWorkers _workers;
    private readonly ScenarioRounds _rounds;
    private readonly NodePulse _pulse;
    private readonly NodeSilence _silence;
    private readonly HashSet<string> _silent = [];

    private ScenarioCluster(StateStore store)
    {
        _store = store;
        _workers = new ScenarioWorkers(store, _time, node => store.Current.Find(node) is { } known && !_silent.Contains(known.Name));
        _rounds = new ScenarioRounds(store, _ids, _time);
        _pulse = new NodePulse(_time);
        _silence = new NodeSilence(_pulse);
    }

    /// <param name="limits">Null: as large as the memory backend takes them.</param>
    public static async Task<ScenarioCluster> StartAsync(CancellationToken ct, BackendLimits? limits = null)
    {
        var time = new ManualTime();
        return new ScenarioCluster(
            await StateStore.OpenAsync(new MemoryBackend(limits), IdSource.Seeded(0), time, NullLogger<StateStore>.Instance, ct));
    }

    /// <param name="body">Indented lines below the command.</param>
    /// <returns>What the command shows; empty for one that only acts.</returns>
    public async Task<string> RunAsync(string command, string body, CancellationToken ct)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["nodes", var count]:
                await AddNodesAsync(int.Parse(count, CultureInfo.InvariantCulture), ct);
                return "";
            case ["deploy", var stack]:
                await DeployAsync(stack, body, ct);
                return "";
            case ["remove", var stack]:
                await _store.UpdateAsync(tx => PutStack(tx, stack, s => s with { IsRemoved = true }), ct);
                await SettleAsync(ct);
                return "";
            case [("drain" or "activate" or "hold" or "release" or "silence" or "hear") and var verb, .. var rest]:
                await OfNodeAsync(verb, rest, ct);
                return "";
            case ["rebalance", "auto"]:
                await _store.UpdateAsync(tx => tx.Put(tx.State.Settings with { Rebalance = RebalanceMode.Auto }), ct);
                await SettleAsync(ct);
                return "";
            case ["rebalance", .. var rest]:
                return await RebalanceAsync(rest is ["dry-run"], ct);
            case ["advance", var span]:
                await AdvanceAsync(SecondsOf(span), ct);
                return "";
            case ["exit", var task, var code]:
                await _workers.ExitAsync(task, int.Parse(code, CultureInfo.InvariantCulture), ct);
                await SettleAsync(ct);
                return "";
            case ["health", var task, var health, .. var output]:
                await _workers.SetHealthAsync(task, Enum.Parse<TaskHealth>(health, ignoreCase: true), string.Join(' ', output), ct);
                await SettleAsync(ct);
                return "";
            default:
                return await ShowAsync(words, ct);
        }
    }

    /// <summary>All that the store holds and all that happened, with every id: one letter differs when one decision does.</summary>
    public async Task<string> TraceAsync(CancellationToken ct)
    {
        var state = _store.Current;
        var trace = new StringBuilder($"{state.Revision}\n");
        foreach (var line in state.Tasks.Select(CompactJson.Write).Concat(state.Services.Select(CompactJson.Write)).Concat(state.Deployments.Select(CompactJson.Write)))
            trace.Append(line).Append('\n');
        foreach (var happened in await _store.ReadEventsAsync(new(default, 1_000), ct))
            trace.Append(CompactJson.Write(new EventBatch(0, [happened.Event]))).Append('\n');
        return trace.ToString();
    }

    public ValueTask DisposeAsync()
    {
        _workers.Dispose();
        return _store.DisposeAsync();
    }

    private async Task<string> ShowAsync(string[] words, CancellationToken ct) => words switch
    {
        ["show", "tasks"] => Tasks(),
        ["show", "nodes"] => Nodes(),
        ["show", "deployments"] => Deployments(),
        ["show", "events"] => await EventsAsync(ct),
        ["explain", var service] => Explained(service),
        ["leaving", var node] => Leaving(node),
        _ => throw new InvalidOperationException($"No such scenario command: {string.Join(' ', words)}"),
    };

    private async Task AddNodesAsync(int count, CancellationToken ct) =>
        await _store.UpdateAsync(
            tx =>
            {
                for (var i = 1; i <= count; i++)
                {
                    var facts = new NodeFacts("linux", "amd64", "20.10.24", "1.41", 4, 8 * Gibibyte, 100 * Gibibyte);
                    tx.Put(new Node(_ids.NextNode(), $"n{i}", NodeState.Ready, NodeAvailability.Active, $"10.0.0.{i}", facts, i, _time.GetUtcNow()));
                }

                return count;
            },
            ct);

    private async Task DeployAsync(string stack, string compose, CancellationToken ct)
    {
        var bundle = new Bundle([new BundleFile("compose.yaml", compose)], [], new Dictionary<string, string>(), []) { ProjectDirectory = "/project" };
        var result = ComposeReader.Read(stack, bundle);
        var spec = Assert.IsType<ComposeResult.Accepted>(result).Stack;
        await _store.UpdateAsync(
            tx =>
            {
                var from = tx.State.FindStack(stack)?.Revision ?? 0;
                var now = _time.GetUtcNow();
                tx.Put(new StackRevision(stack, from + 1, [], spec.Services, spec.Networks, spec.Volumes, now, "ana"));
                tx.Put(new Deployment(_ids.NextDeployment(), stack, null, DeploymentKind.Deploy, from, from + 1, DeploymentState.Running, "ana", now));
                return PutStack(tx, stack, s => s with { Revision = from + 1 });
            },
            ct);
        await SettleAsync(ct);
    }

    private async Task SetAvailabilityAsync(string name, NodeAvailability availability, CancellationToken ct)
    {
        var id = _store.Current.Nodes.Single(n => n.Name == name).Id;
        await _store.UpdateAsync(tx => UpdateNode.Apply(tx, id, new NodeUpdateRequest(availability), NodeCondition.None, "ana", _time.GetUtcNow()), ct);
        await SettleAsync(ct);
    }

    /// <summary>As a worker tells which ports it leaves to processes of its machine.</summary>
    private async Task HoldAsync(string name, IReadOnlyList<HeldPort> held, CancellationToken ct)
    {
        var node = _store.Current.Nodes.Single(n => n.Name == name);
        await new NodeRegistration(_store, _time).ToldAsync(
            new NodeReport(node.Id, node.Facts, NodeUsage.None, EngineProblem: null) { HeldPorts = held }, ct);
        await SettleAsync(ct);
    }

    private static HeldPort HeldPortOf(string service, string port, string holder) =>
        service.Split('_') is [var stack, var name] && port.Split('/') is [var number, var protocol]
            ? new HeldPort(stack, name, int.Parse(number, CultureInfo.InvariantCulture), protocol, holder)
            : throw new InvalidOperationException($"Write stack_service and port/protocol, not {service} {port}.");

    private bool PutStack(Transaction tx, string name, Func<Stack, Stack> change)
    {
        var now = _time.GetUtcNow();
        tx.Put(change(tx.State.FindStack(name) ?? new Stack(name, 0, 0, now, now, "ana")));
        return true;
    }

    private async Task AdvanceAsync(double seconds, CancellationToken ct)
    {
        // In steps, so that what comes due on the way happens when it is due.
        for (var left = seconds; left > 0; left -= 0.5)
        {
            _time.Advance(TimeSpan.FromSeconds(Math.Min(0.5, left)));
            await SettleAsync(ct);
        }
    }

    /// <summary>Decide, carry out, decide again, until nothing moves at this moment.</summary>
    private async Task SettleAsync(CancellationToken ct)
    {
        for (var round = 0; round < 200; round++)
        {
            var before = _store.Current.Revision;
            await ListenAsync(ct);
            await _rounds.DecideAsync(ct);
            await _workers.StepAsync(ct);
            if (_store.Current.Revision != before)
                continue;
            await _rounds.AssertNothingWasMissedAsync(ct);
            return;
        }

        throw new InvalidOperationException("The cluster does not come to rest: two rules undo each other.");
    }

    private async Task OfNodeAsync(string verb, string[] words, CancellationToken ct)
    {
        switch (verb)
        {
            case "silence":
                _silent.UnionWith(words);
                break;
            case "hear":
                _silent.ExceptWith(words);
                await SettleAsync(ct);
                break;
            case "hold":
                await HoldAsync(words[0], [HeldPortOf(words[1], words[2], string.Join(' ', words[3..]))], ct);
                break;
            case "release":
                await HoldAsync(words[0], [], ct);
                break;
            default:
                await SetAvailabilityAsync(words[0], verb == "drain" ? NodeAvailability.Drain : NodeAvailability.Active, ct);
                break;
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        foreach (var node in _store.Current.Nodes.Where(n => !_silent.Contains(n.Name)))
            _pulse.Beat(node.Id);
        await _store.UpdateAsync(tx => _silence.Apply(tx, _time.GetUtcNow()), ct);
    }

    private string Nodes() => string.Concat(_store.Current.Nodes.OrderBy(n => n.Name, StringComparer.Ordinal)
        .Select(n => $"{n.Name} {n.State.ToString().ToLowerInvariant()}{(n.Problem is null ? "" : $": {n.Problem}")}\n"));

    private string Tasks()
    {
        var state = _store.Current;
        var lines = new StringBuilder();
        foreach (var task in state.Tasks.OrderBy(t => t.Name, StringComparer.Ordinal).ThenBy(t => t.CreatedAt).ThenBy(t => t.Revision).ThenBy(t => t.RestartCount))
        {
            var node = task.NodeId is { } id ? state.Find(id)?.Name : "-";
            var health = task.Observed.Health == TaskHealth.None ? "" : $" {task.Observed.Health.ToString().ToLowerInvariant()}";
            var wait = task.NotBefore is { } due && due > _time.GetUtcNow() ? $" in {(due - _time.GetUtcNow()).TotalSeconds:0.#}s" : "";
            var name = task.Slot > 0 ? task.Name : $"{task.Stack}_{task.Service}";
            lines.Append(CultureInfo.InvariantCulture, $"{name} v{task.Revision} {node} {task.Desired.ToString().ToLowerInvariant()}/{task.State.Word()}{health}{(task.IsLost ? " lost" : "")}{wait}");
            lines.Append(task.State is TaskState.Running or TaskState.Ready ? "\n" : $": {task.Observed.Message}\n");
        }

        return lines.ToString();
    }

    private string Deployments()
    {
        var lines = new StringBuilder();
        foreach (var deployment in _store.Current.Deployments.OrderBy(d => d.Stack, StringComparer.Ordinal).ThenBy(d => d.ToRevision))
        {
            lines.Append(CultureInfo.InvariantCulture, $"{deployment.Stack} {deployment.FromRevision}->{deployment.ToRevision} {deployment.State.ToString().ToLowerInvariant()}");
            lines.Append(deployment.Reason is null ? "\n" : $": {deployment.Reason}\n");
            foreach (var service in deployment.Services)
                lines.Append(CultureInfo.InvariantCulture, $"  {service.Service} {service.Done}/{service.Wanted}{(service.Blocked is null ? "" : $" ({service.Blocked})")}\n");
            foreach (var warning in deployment.EngineWarnings)
                lines.Append(CultureInfo.InvariantCulture, $"  {warning}\n");
        }

        return lines.ToString();
    }

    private async Task<string> EventsAsync(CancellationToken ct)
    {
        var stored = await _store.ReadEventsAsync(new(default, 1_000), ct);
        return string.Concat(stored.Select(e => $"{e.Event.Type}: {e.Event.Message}\n"));
    }

    private string Explained(string fullName)
    {
        var state = _store.Current;
        var service = state.Services.Single(s => s.FullName == fullName);
        var explanation = ServiceExplanation.Of(state, service, _time.GetUtcNow()).Explanation;
        var warnings = explanation.Facts.Where(f => f.Name == TaskFacts.EngineWarning).Select(f => $"{f.Name}: {f.Value}\n");
        return $"{explanation.Subject}: {explanation.State}\n{explanation.Summary}\n{string.Concat(warnings)}Fix: {explanation.Fix}\n";
    }

    private async Task<string> RebalanceAsync(bool dryRun, CancellationToken ct)
    {
        var plan = RebalancePlan.For(_store.Current, RebalanceRequest.DefaultMoves, RebalanceRequest.DefaultPerService, _time.GetUtcNow());
        if (!dryRun)
        {
            await _store.UpdateAsync(tx => Rebalance.Apply(tx, new RebalanceRequest(), default, "ana", _time.GetUtcNow()), ct);
            await SettleAsync(ct);
        }

        return plan.Moves.Count == 0 ? "nothing\n" : string.Concat(plan.Moves.Select(m => $"{m.Task.Name} {m.From.Name} -> {m.To.Name}: {m.Why}\n"));
    }

    private string Leaving(string name)
    {
        var state = _store.Current;
        var left = NodeLeaving.Of(state, state.Nodes.Single(n => n.Name == name).Id).ToList();
        return left.Count == 0 ? "nothing\n" : string.Concat(left.Select(t => $"{t.Task} {t.State}{(t.IsGone ? " gone" : "")}{(t.HasNoPlace ? " no place" : "")}: {t.Why}\n"));
    }

    private static double SecondsOf(string span) => double.Parse(span.TrimEnd('s'), CultureInfo.InvariantCulture);
}
