using System.Net;
using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>Makes the service from its draft: what one key alone cannot decide, and the checks between keys.</summary>
/// <param name="all">Every service of the file.</param>
/// <param name="active">Those whose profiles are active.</param>
internal sealed class ServiceAssembly(
    ServiceDraft draft, IReadOnlyDictionary<string, ServiceDraft> all, IReadOnlyDictionary<string, ServiceDraft> active)
{
    private readonly ProblemLog _log = draft.Scope.Log;

    public ServiceSpec Build()
    {
        var (limits, reservation) = Resources();
        TuningKeys.Check(draft, limits);
        if (draft.NetworkMode is { IsEmptyText: false } mode)
            CheckNetworkMode(mode);
        CheckSingular();
        var container = draft.Container with
        {
            Hostname = draft.Container.Hostname is { } hostname ? Templates.FillLabels(hostname, draft, $"{draft.Value.Path}.hostname") : null,
            Environment = Environment(),
            Labels = Labels(),
            Dns = Resolution(),
            Logging = draft.Container.Logging ?? LoggingKeys.Default,
            Mounts = Mounts(),
            Networks = Networks(),
            Limits = limits,
            Reservation = reservation,
            HostPorts = [.. Ports().Where(p => p.Mode is PublishMode.Host)],
        };
        return new ServiceSpec(draft.Name, Sourced(container), draft.Mode, Replicas())
        {
            Build = draft.Build is { } build ? build with { IsOnlySource = container.Image.Length == 0 } : null,
            EndpointMode = draft.EndpointMode,
            Update = draft.Update,
            Rollback = draft.Rollback,
            Restart = draft.DeployRestart ?? draft.Restart ?? (draft.IsAwaited ? new RestartPolicy(RestartCondition.OnFailure) : RestartPolicy.Default),
            Placement = new Affinities(draft, all, active).Placement(),
            Ports = [.. Ports().Where(p => p.Mode is not PublishMode.Host)],
            DependsOn = Dependencies.Of(draft, all, active),
            GenericResources = draft.GenericResources,
            NodeLoss = draft.NodeLoss,
            ContainerName = draft.ContainerName?.Value,
            Links = [.. draft.Links.Select(l => l.Link).Where(l => active.ContainsKey(l.Service))],
            Labels = draft.DeployLabels,
        };
    }

    // As compose names an image that its file does not name.
    private ContainerSpec Sourced(ContainerSpec container) =>
        draft.Build is not null && container.Image.Length == 0 ? container with { Image = $"{draft.Scope.StackName}-{draft.Name}".ToLowerInvariant() } : container;

    private SortedDictionary<string, string> Environment()
    {
        var environment = new SortedDictionary<string, string>(draft.FileEnvironment, StringComparer.Ordinal);
        foreach (var (name, value) in draft.Environment)
        {
            if (value is not null)
                environment[name] = value;
            else if (draft.Scope.Bundle.Variables.TryGetValue(name, out var inherited))
                environment[name] = inherited;
            else
                environment.Remove(name);
        }

        foreach (var (name, text) in environment.ToList())
        {
            var path = $"{draft.Value.Path}.environment.{name}";
            if (!draft.Environment.TryGetValue(name, out var written) || written != text)
                Templates.Check(text, draft.Value, path);
            environment[name] = Templates.FillLabels(text, draft, path);
        }

        return environment;
    }

    private IReadOnlyDictionary<string, string> Labels()
    {
        if (draft.FileLabels.Count == 0)
            return draft.Container.Labels;
        var labels = new SortedDictionary<string, string>(draft.FileLabels, StringComparer.Ordinal);
        foreach (var (name, value) in draft.Container.Labels)
            labels[name] = value;
        return labels;
    }

    private List<Mount> Mounts()
    {
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (mount, at) in draft.Mounts)
        {
            if (!targets.Add(mount.Target))
                _log.Error(at, "duplicate_target", $"{draft.Value.Path} mounts two things at {ProblemLog.Quote(mount.Target)}.", "Remove one of them.");
        }

        var taken = new List<Mount>();
        Take(draft, readOnly: false, taken, [draft.Name]);
        return [.. draft.Mounts.Select(m => m.Mount).Concat(taken.Where(m => targets.Add(m.Target))).Select(WithLabels)];
    }

    private Mount WithLabels(Mount mount) => mount is { Type: MountType.Bind, Source: { } source }
        ? mount with { Source = Templates.FillLabels(source, draft, $"{draft.Value.Path}.volumes") }
        : mount;

    // What the service says itself wins; of the services that it takes from, the last. A cycle is told as one of depends_on.
    private void Take(ServiceDraft from, bool readOnly, List<Mount> taken, HashSet<string> seen)
    {
        foreach (var (name, onlyRead, at) in Enumerable.Reverse(from.VolumesFrom))
        {
            if (!active.TryGetValue(name, out var other) || !seen.Add(name))
                continue;
            foreach (var (mount, _) in other.Mounts)
            {
                if (mount is { Type: MountType.Volume, Source: null } && from == draft)
                    _log.Error(at, "unsupported_value", $"{draft.Value.Path} takes volumes from {ProblemLog.Quote(name)}, whose volume at {ProblemLog.Quote(mount.Target)} has no name: each container gets one of its own.", "Give it a name: `NAME:PATH`, and declare it at the top level.");
                taken.Add(mount with { ReadOnly = mount.ReadOnly || readOnly || onlyRead });
            }

            Take(other, readOnly || onlyRead, taken, seen);
        }
    }

    private bool HasNetworkMode => draft.NetworkMode is { IsEmptyText: false };

    private bool IsOffNetworks => draft.Container.Namespaces?.Network is "host" or "none";

    // With the node's network the process itself decides on which ports it listens; with none there is nobody to reach it.
    private List<PublishedPort> Ports() => IsOffNetworks ? [] : draft.Ports;

    private void CheckNetworkMode(Value mode)
    {
        if (draft.Networks is { Count: > 0 })
            mode.Error("conflict", $"{draft.Value.Path} has both network_mode and networks.", "Keep one of them.");
        if (IsOffNetworks && draft.Ports.Count > 0)
            _log.Warn(mode.Position, "no_effect", $"{draft.Value.Path}.ports has no effect with network_mode {mode.Shown}.", "Remove it: a process on the node's own network is reached on the ports that it listens on.");
        if (IsOffNetworks && draft.Container.MacAddress is not null)
            mode.Error("conflict", $"{draft.Value.Path} has a mac_address, and with network_mode {mode.Shown} no interface to give it to.", "Remove one of them.");
    }

    // On a network of the cluster our DNS asks them on the container's behalf, from the node.
    private NameResolution? Resolution()
    {
        if (draft.Container.Dns is not { } dns || HasNetworkMode)
            return draft.Container.Dns;
        var own = dns.Servers.Where(s => IPAddress.IsLoopback(IPAddress.Parse(s))).ToList();
        foreach (var server in own)
            _log.Warn(draft.Value.Position, "no_effect", $"{draft.Value.Path}.dns names {server}, which is the container itself, and is not asked: the cluster's DNS asks the node's servers.", "Name a server that the node reaches, or remove it.");
        var rest = dns with { Servers = [.. dns.Servers.Except(own)] };
        return rest is { Servers.Count: 0, Search.Count: 0, Options.Count: 0 } ? null : rest;
    }

    private void CheckSingular()
    {
        if (draft.Container is { Namespaces.Uts: "host" } container && (container.Hostname ?? container.Domainname) is not null)
            draft.Value.Error("conflict", $"{draft.Value.Path} has a hostname or domainname, and with uts: host it has the node's.", "Remove one of them.");
        if (draft.ContainerName is { } name && Replicas() > 1)
            _log.Error(name.At, "conflict", $"{draft.Value.Path} has a container_name and {Replicas()} replicas; only one container can have it.", "Remove container_name, or run one replica.");
        var first = draft.Networks?.Select(n => n.Attachment).MaxBy(a => a.Priority);
        if (draft.Container.MacAddress is { } mac && first?.MacAddress is { } other && mac != other)
            draft.Value.Error("conflict", $"{draft.Value.Path} has one mac_address for itself and another on its first network.", "Keep one of them.");
    }

    private List<NetworkAttachment> Networks()
    {
        var scope = draft.Scope;
        if (HasNetworkMode)
            return [];
        if (draft.Networks is not { Count: > 0 } written)
        {
            var name = scope.Networks.TryGetValue(StackScope.DefaultNetwork, out var declared) ? declared.Name : scope.FullName(StackScope.DefaultNetwork);
            return [new NetworkAttachment(name, [])];
        }

        var attachments = new List<NetworkAttachment>();
        foreach (var (key, attachment, at) in written)
        {
            if (scope.Networks.TryGetValue(key, out var network))
                attachments.Add(attachment with { Network = network.Name });
            else if (key == StackScope.DefaultNetwork)
                attachments.Add(attachment with { Network = scope.FullName(key) });
            else
                UndefinedNetwork(key, at);
            if ((attachment.Ipv4Address ?? attachment.Ipv6Address ?? attachment.MacAddress) is not null && Replicas() > 1)
                _log.Error(at, "address_conflict", $"{draft.Value.Path} has a fixed address on {ProblemLog.Quote(key)} and {Replicas()} replicas; only one can have it.", "Remove the address, or run one replica.");
        }

        return [.. attachments.OrderByDescending(a => a.Priority)];
    }

    private void UndefinedNetwork(string key, SourcePosition at)
    {
        var near = Spelling.Nearest(key, draft.Scope.Networks.Keys);
        _log.Error(
            at,
            "undefined_network",
            $"{draft.Value.Path} is on the network {ProblemLog.Quote(key)}, which is not declared.",
            near is null ? $"Declare it at the top level: `networks: {{{key}: }}`." : $"Did you mean `{near}`?");
    }

    private int Replicas()
    {
        var (replicas, scale) = (draft.Replicas, draft.Scale);
        if (replicas is not null && scale is not null && replicas.Value != scale.Value)
            _log.Error(scale.At, "conflict", $"{draft.Value.Path}.scale is {scale.Value}, but deploy.replicas is {replicas.Value}.", "Keep one of them.");
        var isGlobal = draft.Mode is ServiceMode.Global or ServiceMode.GlobalJob;
        if (isGlobal && (replicas ?? scale) is { } given)
            _log.Error(given.At, "conflict", $"{draft.Value.Path} is global: it runs once on every node and has no number of replicas.", "Remove the number, or the mode.");
        return isGlobal ? 1 : (replicas ?? scale)?.Value ?? 1;
    }

    private (Reservation Limits, Reservation Reservation) Resources()
    {
        var (service, deploy) = (draft.ServiceResources, draft.DeployResources);
        return (
            new Reservation(
                One("cpus", service.CpuLimit, deploy.CpuLimit),
                One("mem_limit", service.MemoryLimit, deploy.MemoryLimit),
                One("pids_limit", service.PidsLimit, deploy.PidsLimit)),
            new Reservation(
                One("cpus", service.CpuReservation, deploy.CpuReservation),
                One("mem_reservation", service.MemoryReservation, deploy.MemoryReservation)));
    }

    private long One(string key, Given<long>? service, Given<long>? deploy)
    {
        if (service is not null && deploy is not null && service.Value != deploy.Value)
            _log.Error(service.At, "conflict", $"{draft.Value.Path}.{key} and deploy.resources say different things.", "Keep one of them.");
        return (deploy ?? service)?.Value ?? 0;
    }
}
