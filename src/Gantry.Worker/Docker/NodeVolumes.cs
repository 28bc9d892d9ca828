using Gantry.Model.Volumes;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>Named volumes of this node. Data is never removed but on the manager's explicit word.</summary>
internal sealed class NodeVolumes(IEngine engine, string clusterId)
{
    // Both lists live in the node's record, which a thousand names make no larger than 64 kB or so.
    private const int MostTold = 1_000;

    private readonly ChangeSignal _made = new();
    private volatile Dictionary<string, VolumeSpec> _assigned = [];

    /// <summary>As <see cref="NodeNetworks.NextMade"/>.</summary>
    public Task NextMade => _made.Next;

    public void Assign(IReadOnlyList<VolumeSpec> volumes) => _assigned = volumes.ToDictionary(v => v.Name);

    /// <summary>Makes the volume when it is missing. One that is there is used as it is, whoever made it.</summary>
    /// <exception cref="EngineException">It cannot be made, or is external and missing.</exception>
    public async Task EnsureAsync(string volume, CancellationToken ct)
    {
        if (await FindAsync(volume, ct) is not null)
            return;

        var spec = _assigned.GetValueOrDefault(volume) ?? new VolumeSpec(volume);
        if (spec.External)
            throw EngineException.Refused(null, new EngineCall("mount the volume", volume), "it is external and does not exist on this node: create it first");
        await engine.Volumes.CreateAsync(
            new CreateVolume(volume)
            {
                Driver = spec.Driver,
                DriverOpts = spec.Options.Count == 0 ? null : spec.Options,
                Labels = OwnLabels.Of(clusterId, stack: null, spec.Labels),
            },
            ct);
        _made.Raise();
    }

    /// <summary>What the engine has now, in one call.</summary>
    public async Task<VolumeSurvey> SurveyAsync(CancellationToken ct)
    {
        var volumes = (await engine.Volumes.ListAsync(EngineFilter.None, ct)).OrderBy(v => v.Name, StringComparer.Ordinal).ToList();
        var assigned = _assigned;
        return new VolumeSurvey(
            [.. volumes.Where(v => !IsOurs(v) && !IsNamedByEngine(v)).Select(v => v.Name).Take(MostTold)],
            [.. volumes.Where(v => IsOurs(v) || assigned.GetValueOrDefault(v.Name) is { External: false }).Select(v => SpecOf(v, assigned.GetValueOrDefault(v.Name))).Take(MostTold)]);
    }

    /// <summary>Removes a volume that carries our label; a foreign one stays. Safe to repeat.</summary>
    /// <returns>False while a container still uses it.</returns>
    public async Task<bool> RemoveAsync(string volume, CancellationToken ct)
    {
        if (await FindAsync(volume, ct) is not { } found || !IsOurs(found))
            return true;
        try
        {
            await engine.Volumes.RemoveAsync(volume, force: false, ct);
            return true;
        }
        catch (EngineException inUse) when (inUse.IsConflict)
        {
            return false;
        }
    }

    private async Task<VolumeDetails?> FindAsync(string volume, CancellationToken ct)
    {
        try
        {
            return await engine.Volumes.InspectAsync(volume, ct);
        }
        catch (EngineException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    private static VolumeSpec SpecOf(VolumeDetails made, VolumeSpec? wanted) => new(made.Name)
    {
        Driver = made.Driver,
        Options = made.Options,
        Labels = OwnLabels.FromFile(made.Labels, wanted?.Labels ?? new Dictionary<string, string>()),
    };

    private bool IsOurs(VolumeDetails volume) => volume.Labels.GetValueOrDefault(OwnLabels.Cluster) == clusterId;

    private static bool IsNamedByEngine(VolumeDetails volume) => volume.Name.Length == 64 && volume.Name.All(char.IsAsciiHexDigitLower);
}
