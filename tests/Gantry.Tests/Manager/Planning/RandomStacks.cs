using Gantry.Model.Ids;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Volumes;

namespace Gantry.Tests.Manager.Planning;

/// <summary>Clusters and stacks as chance makes them, small enough to be read when a test fails.</summary>
internal sealed class RandomStacks(Random chance, IdSource ids)
{
    private const long Core = 1_000_000_000;
    private const long Mebibyte = 1 << 20;

    public List<Node> Nodes() =>
    [
        .. Enumerable.Range(1, chance.Next(1, 7)).Select(i => new Node(
            ids.NextNode(),
            $"n{i}",
            NodeState.Ready,
            chance.Next(10) == 0 ? NodeAvailability.Pause : NodeAvailability.Active,
            $"192.0.2.{i}",
            NodeFacts.Unknown with { Os = "linux", Architecture = "amd64", Cpus = chance.Next(1, 9), MemoryBytes = chance.Next(1, 9) * 512 * Mebibyte },
            i,
            StillCluster.Now)
        {
            Labels = new Dictionary<string, string> { ["zone"] = chance.Next(2) == 0 ? "a" : "b" },
            Usage = new NodeUsage(chance.NextDouble(), chance.Next(1, 1_000) * Mebibyte),
        }),
    ];

    public StackSpec Stack(string name) => new(
        name,
        [.. Enumerable.Range(1, chance.Next(1, 5)).Select(i => Service(name, $"s{i}"))],
        [new NetworkSpec($"{name}_default")],
        [new VolumeSpec($"{name}_data")]);

    /// <summary>The same stack with some of it changed, added and left out.</summary>
    public StackSpec Changed(StackSpec stack)
    {
        var services = stack.Services.Where(_ => chance.Next(6) > 0).Select(s => chance.Next(3) switch
        {
            0 => s,
            1 => s with { Replicas = chance.Next(0, 6) },
            _ => s with { Container = s.Container with { Image = $"app:{chance.Next(2, 5)}", Reservation = Reserved() } },
        }).ToList();
        if (chance.Next(3) == 0)
            services.Add(Service(stack.Name, "added"));
        return stack with { Services = services };
    }

    private ServiceSpec Service(string stack, string name)
    {
        var container = new ContainerSpec("app:1")
        {
            Reservation = Reserved(),
            Networks = [new NetworkAttachment($"{stack}_default", [])],
            Mounts = chance.Next(6) == 0 ? [new Mount(MountType.Volume, $"{stack}_data", "/data")] : [],
            HealthCheck = chance.Next(3) == 0 ? new HealthCheck(["CMD", "true"]) : null,
            HostPorts = chance.Next(8) == 0 ? [new PublishedPort(80, 8000 + chance.Next(3), Mode: PublishMode.Host)] : [],
        };
        return new ServiceSpec(name, container, chance.Next(6) == 0 ? ServiceMode.Global : ServiceMode.Replicated, chance.Next(0, 6))
        {
            Placement = new Placement(
                chance.Next(4) == 0 ? ["node.labels.zone == a"] : [],
                chance.Next(4) == 0 ? ["node.labels.zone"] : [],
                chance.Next(5) == 0 ? 2 : 0),
            DependsOn = name == "s2" && chance.Next(2) == 0 ? [new Dependency("s1", chance.Next(2) == 0 ? DependencyCondition.Started : DependencyCondition.Healthy)] : [],
        };
    }

    private Reservation Reserved() => chance.Next(2) == 0
        ? Reservation.None
        : new Reservation(chance.Next(1, 9) * (Core / 4), chance.Next(1, 9) * 128 * Mebibyte);
}
