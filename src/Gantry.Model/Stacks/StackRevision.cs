using Gantry.Model.Networks;
using Gantry.Model.Services;
using Gantry.Model.Volumes;

namespace Gantry.Model.Stacks;

/// <summary>
/// What one deploy asked for: the bundle and everything that was read from it. It is the one thing that a deploy acknowledges;
/// services, networks and tasks are derived from it.
/// </summary>
/// <param name="Bundle">The <see cref="Bundle"/> as JSON, compressed and encrypted: variables may hold secrets.</param>
/// <param name="Prune">False keeps services that the file no longer names.</param>
public sealed record StackRevision(
    string Stack,
    int Number,
    byte[] Bundle,
    IReadOnlyList<ServiceSpec> Services,
    IReadOnlyList<NetworkSpec> Networks,
    IReadOnlyList<VolumeSpec> Volumes,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    bool Prune = true);
