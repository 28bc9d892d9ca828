using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

internal sealed class SimulatedVolumes(SimulatedState state) : IEngineVolumes
{
    public async Task<VolumeDetails> CreateAsync(CreateVolume body, CancellationToken ct)
    {
        await state.Gate.EnterAsync(new EngineCall("create volume", body.Name), ct);
        lock (state.Lock)
            return Ensure(state, body);
    }

    public async Task<VolumeDetails> InspectAsync(string volume, CancellationToken ct)
    {
        var call = new EngineCall("inspect volume", volume);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
            return Find(call, volume);
    }

    public async Task<IReadOnlyList<VolumeDetails>> ListAsync(EngineFilter filter, CancellationToken ct)
    {
        var call = new EngineCall("list volumes");
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
            return [.. state.Volumes.Values.Where(v => Matches(call, filter, v))];
    }

    public async Task RemoveAsync(string volume, bool force, CancellationToken ct)
    {
        var call = new EngineCall("remove volume", volume);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            // With force the engine takes the absence of the volume for success, but not its use.
            if (force && !state.Volumes.ContainsKey(volume))
                return;
            var found = Find(call, volume);
            if (state.Containers.Find(c => c.Volumes.Exists(v => v.Name == volume)) is { } user)
                throw SimulatedAnswers.Conflict(call, $"remove {volume}: volume is in use - [{user.Id}]");
            state.Volumes.Remove(found.Name);
            state.Events.Tell("volume", "destroy", volume, new Dictionary<string, string> { ["driver"] = found.Driver });
        }
    }

    /// <summary>Under the state's lock.</summary>
    public static VolumeDetails Ensure(SimulatedState state, CreateVolume body)
    {
        if (state.Volumes.TryGetValue(body.Name, out var existing))
            return existing;
        var made = new VolumeDetails
        {
            Name = body.Name,
            Driver = body.Driver ?? "local",
            Mountpoint = $"/simulated/volumes/{body.Name}/_data",
            CreatedAt = state.Time.GetUtcNow(),
            Scope = "local",
            Options = body.DriverOpts,
            Labels = body.Labels,
        };
        state.Volumes.Add(body.Name, made);
        state.Events.Tell("volume", "create", body.Name, new Dictionary<string, string> { ["driver"] = made.Driver });
        return made;
    }

    private static bool Matches(EngineCall call, EngineFilter filter, VolumeDetails volume) =>
        filter.Terms.All(term => term.Key switch
        {
            "label" => term.Value.TrueForAll(label => SimulatedState.HasLabel(volume.Labels, label)),
            "name" => term.Value.Exists(n => volume.Name.Contains(n, StringComparison.Ordinal)),
            _ => throw SimulatedAnswers.BadRequest(call, $"Invalid filter '{term.Key}'"),
        });

    private VolumeDetails Find(EngineCall call, string volume) =>
        state.Volumes.GetValueOrDefault(volume) ?? throw SimulatedAnswers.NotFound(call, $"get {volume}: no such volume");
}
