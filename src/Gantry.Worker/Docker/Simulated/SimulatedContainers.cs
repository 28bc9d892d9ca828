using System.Runtime.CompilerServices;
using System.Text;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

internal sealed class SimulatedContainers(SimulatedState state) : IEngineContainers
{
    /// <summary>Kernels since 5.0 have none, and it is as if there were such a one below.</summary>
    public const string WeightDiscarded = "Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.";

    public async Task<ContainerCreated> CreateAsync(
        string name, CreateContainer body, string? platform, CancellationToken ct)
    {
        var call = new EngineCall("create container", name);
        body = FieldVersions.Fitting(body, SimulatedEngine.Version);
        FieldVersions.Demand(call, SimulatedEngine.Version, FieldVersions.Of(body));
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var (_, imageId, image) = SimulatedImages.Find(state, call, body.Image ?? "");
            if (state.Containers.Find(c => c.Name == name) is { } other)
            {
                throw SimulatedAnswers.Conflict(call,
                    $"Conflict. The container name \"/{name}\" is already in use by container \"{other.Id}\". "
                    + "You have to remove (or rename) that container to be able to reuse that name.");
            }

            if (body.HostConfig?.RestartPolicy?.Name is not (null or "" or "no"))
                throw SimulatedAnswers.BadRequest(call, "the simulated engine restarts nothing: its restart policy is always no");

            var container = new SimulatedContainer(state, state.NextId(), state.LastNumber, name, body, image, imageId);
            SimulatedPlacement.Attach(state, container);
            state.Containers.Add(container);
            container.Tell("create");
            return new ContainerCreated { Id = container.Id, Warnings = body.HostConfig?.BlkioWeight > 0 ? [WeightDiscarded] : [] };
        }
    }

    public async Task StartAsync(string container, CancellationToken ct)
    {
        var call = new EngineCall("start container", container);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var found = state.Container(call, container);
            if (found.IsRunning)
                return;
            try
            {
                if (found.Image.StartError is { } reason)
                    throw SimulatedAnswers.BadRequest(call, reason);
                SimulatedPlacement.Occupy(state, call, found);
            }
            catch (EngineException e)
            {
                found.Fail(e.Reason);
                throw;
            }

            found.Start();
        }
    }

    public async Task StopAsync(string container, TimeSpan grace, CancellationToken ct)
    {
        var call = new EngineCall("stop container", container);
        await state.Gate.EnterAsync(call, ct, grace + state.Gate.Deadlines.Call);
        Task ended;
        lock (state.Lock)
        {
            var found = state.Container(call, container);
            if (!found.IsRunning)
                return;
            found.Stop(grace);
            ended = found.Ended;
        }

        await state.Gate.DuringAsync(call, ended.WaitAsync, ct);
        lock (state.Lock)
            state.Containers.Find(c => c.Id == container || c.Name == container)?.Tell("stop");
    }

    public async Task KillAsync(string container, string signal, CancellationToken ct)
    {
        var call = new EngineCall("kill container", container);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var found = state.Container(call, container);
            if (!found.IsRunning)
                throw SimulatedAnswers.Conflict(call, $"Cannot kill container: {container}: Container {found.Id} is not running");
            found.Signal(signal);
        }
    }

    public async Task<ContainerDetails> InspectAsync(string container, CancellationToken ct)
    {
        var call = new EngineCall("inspect container", container);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
            return state.Container(call, container).Details();
    }

    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(EngineFilter filter, bool all, CancellationToken ct)
    {
        var call = new EngineCall("list containers");
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            // Newest first, as the engine does it.
            return
            [
                .. state.Containers.AsEnumerable().Reverse()
                    .Where(c => all || c.IsRunning || filter.Terms.ContainsKey("status"))
                    .Where(c => Matches(call, filter, c))
                    .Select(c => c.Summary()),
            ];
        }
    }

    public async Task RemoveAsync(string container, bool force, bool volumes, CancellationToken ct)
    {
        var call = new EngineCall("remove container", container);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var found = state.Container(call, container);
            if (found.IsRunning && !force)
            {
                throw SimulatedAnswers.Conflict(call, $"You cannot remove a running container {found.Id}. "
                    + "Stop the container before attempting removal or force remove");
            }

            if (found.IsRunning)
                found.Signal("SIGKILL");
            state.Containers.Remove(found);
            foreach (var volume in found.Volumes.Where(v => volumes && v.IsAnonymous))
                state.Volumes.Remove(volume.Name);
            found.Tell("destroy");
        }
    }

    public async Task<ContainerExit> WaitAsync(string container, CancellationToken ct)
    {
        var call = new EngineCall("wait for container", container);
        await state.Gate.EnterAsync(call, ct);
        SimulatedContainer found;
        Task ended;
        lock (state.Lock)
        {
            found = state.Container(call, container);
            ended = found.IsRunning ? found.Ended : Task.CompletedTask;
        }

        await state.Gate.DuringAsync(call, ended.WaitAsync, ct);
        return new ContainerExit(found.ExitCode);
    }

    public async IAsyncEnumerable<OutputFrame> LogsAsync(
        string container, LogsQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        var call = new EngineCall("read the logs of container", container);
        await state.Gate.EnterAsync(call, ct);
        Task ended;
        List<(EngineTime At, string Text)> lines;
        lock (state.Lock)
        {
            var found = state.Container(call, container);
            ended = found.IsRunning ? found.Ended : Task.CompletedTask;
            lines =
            [
                .. found.Log
                    .Where(l => query.Since is not { } since || l.At.UnixNanos >= since.UnixNanos)
                    .Where(l => query.Until is not { } until || l.At.UnixNanos <= until.UnixNanos)
                    .TakeLast(query.Tail ?? int.MaxValue),
            ];
        }

        foreach (var (at, text) in query.StandardOutput ? lines : [])
        {
            var stamp = query.Timestamps ? $"{at.ToMoment():yyyy-MM-ddTHH:mm:ss.fffffff}00Z " : "";
            yield return new OutputFrame(OutputSource.StandardOutput, Encoding.UTF8.GetBytes(stamp + text));
        }

        // Simulated processes write when they start and never again.
        if (query.Follow)
            await state.Gate.DuringAsync(call, ended.WaitAsync, ct);
    }

    private static bool Matches(EngineCall call, EngineFilter filter, SimulatedContainer container) =>
        filter.Terms.All(term => term.Key switch
        {
            "label" => term.Value.TrueForAll(label => SimulatedState.HasLabel(container.Body.Labels, label)),
            "name" => term.Value.Exists(n => container.Name.Contains(n.TrimStart('/'), StringComparison.Ordinal)),
            "id" => term.Value.Exists(i => container.Id.StartsWith(i, StringComparison.Ordinal)),
            "status" => term.Value.Contains(container.Status),
            _ => throw SimulatedAnswers.BadRequest(call, $"Invalid filter '{term.Key}'"),
        });
}
