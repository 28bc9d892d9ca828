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
        var container = draft.Container with
        {
            Environment = Environment(),
            Labels = Labels(),
            Logging = draft.Container.Logging ?? LoggingKeys.Default,
            Mounts = Mounts(),
            Networks = Networks(),
            Limits = limits,
            Reservation = reservation,
            HostPorts = [.. draft.Ports.Where(p => p.Mode is PublishMode.Host)],
        };
        return new ServiceSpec(draft.Name, container, draft.Mode, Replicas())
        {
            Restart = draft.DeployRestart ?? draft.Restart ?? RestartPolicy.Default,
            Placement = draft.Placement,
            Ports = [.. draft.Ports.Where(p => p.Mode is not PublishMode.Host)],
            DependsOn = Dependencies.Of(draft, all, active),
            Labels = draft.DeployLabels,
        };
    }

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

        return [.. draft.Mounts.Select(m => m.Mount)];
    }

    private List<NetworkAttachment> Networks()
    {
        var scope = draft.Scope;
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
            if (attachment.Ipv4Address is not null && Replicas() > 1)
                _log.Error(at, "address_conflict", $"{draft.Value.Path} has a fixed address on {ProblemLog.Quote(key)} and {Replicas()} replicas; only one can have it.", "Remove ipv4_address, or run one replica.");
        }

        return attachments;
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
        if (draft.Mode is ServiceMode.Global && (replicas ?? scale) is { } given)
            _log.Error(given.At, "conflict", $"{draft.Value.Path} is global: it runs once on every node and has no number of replicas.", "Remove the number, or the mode.");
        return draft.Mode is ServiceMode.Global ? 1 : (replicas ?? scale)?.Value ?? 1;
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
