using Gantry.Model.Configs;
using Gantry.Model.Networks;
using Gantry.Model.Secrets;
using Gantry.Model.Services;
using Gantry.Model.Volumes;

namespace Gantry.Model.Stacks;

/// <summary>What compose files say, with every name resolved. Made by Gantry.Compose, stored as <see cref="StackRevision"/>.</summary>
public sealed record StackSpec(
    string Name,
    IReadOnlyList<ServiceSpec> Services,
    IReadOnlyList<NetworkSpec> Networks,
    IReadOnlyList<VolumeSpec> Volumes)
{
    public IReadOnlyList<SecretSpec> Secrets { get; init => field = value ?? []; } = [];

    public IReadOnlyList<ConfigSpec> Configs { get; init => field = value ?? []; } = [];
}
