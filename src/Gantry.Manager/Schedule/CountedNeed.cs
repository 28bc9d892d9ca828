using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.Schedule;

/// <summary>So many of something that a node has a number of: GPUs, or what its operator gave a name.</summary>
/// <param name="Count"><see cref="All"/> is every one that a node has, and one at least.</param>
internal sealed record CountedNeed(string Kind, long Count, bool IsGpu = false)
{
    public const long All = -1;

    private const string Gpu = "gpu";
    private const string GpuDriver = "nvidia";

    /// <summary>For people.</summary>
    public string Name => IsGpu ? Gpu : $"generic resource {Kind}";

    /// <summary>What each task of a service holds. Of other devices than NVIDIA's no node tells how many it has.</summary>
    public static IReadOnlyList<CountedNeed> Of(ServiceSpec service, ContainerSpec container)
    {
        if (service.GenericResources.Count == 0 && container.Devices is null)
            return [];
        var gpus = (container.Devices?.Requests ?? [])
            .Where(request => request.Capabilities.Contains(Gpu) && request.Driver is null or GpuDriver)
            .Select(request => request.Ids.Count > 0 ? request.Ids.Count : request.Count)
            .ToList();
        var needs = service.GenericResources
            .GroupBy(resource => resource.Kind)
            .Select(alike => new CountedNeed(alike.Key, alike.Sum(resource => resource.Value)))
            .Where(need => need.Count > 0)
            .ToList();
        if (gpus.Count > 0)
            needs.Add(new CountedNeed(Gpu, gpus.Exists(count => count < 0) ? All : gpus.Sum(), IsGpu: true));
        return needs;
    }

    /// <summary>So many of it: <c>2 GPUs</c>.</summary>
    public string Words(long count) => IsGpu ? $"{count} {(count == 1 ? "GPU" : "GPUs")}" : $"{count} of {Kind}";

    /// <summary>What makes a node have so many.</summary>
    public string ToAdd(long count) =>
        IsGpu ? $"give it {Words(count)} with NVIDIA's driver" : $"name {Words(count)} in node-generic-resources of its engine's configuration";

    /// <returns>Null: nobody counts them on this node.</returns>
    public long? CapacityOf(NodeFacts facts) => IsGpu ? facts.Gpus : facts.GenericResources[Kind];

    public long AmountOn(NodeFacts facts) => Count == All ? Math.Max(1, CapacityOf(facts) ?? 1) : Count;

    public bool IsAlike(CountedNeed other) => Kind == other.Kind && IsGpu == other.IsGpu;
}
