using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>
/// A link's alias is a name for everybody on the networks that both services are on, so two that mean different services by
/// one name cannot both be right.
/// </summary>
internal sealed class LinkCheck(IReadOnlyList<ServiceSpec> services, ProblemLog log)
{
    private readonly Dictionary<string, ServiceSpec> _byName = services.ToDictionary(s => s.Name);

    // What a name means on a network: the service, and who says so.
    private readonly Dictionary<(string Network, string Name), (string Service, string Reason)> _meanings = [];

    public void Run(IReadOnlyDictionary<string, ServiceDraft> drafts)
    {
        var linking = services.Where(s => s.Links.Count > 0).ToList();
        if (linking.Count == 0)
            return;

        foreach (var service in services)
        {
            foreach (var network in NetworksOf(service))
                _meanings.TryAdd((network, Key(service.Name)), (service.Name, "is the name of a service"));
        }

        foreach (var service in linking)
        {
            foreach (var (link, at) in drafts[service.Name].Links)
            {
                if (_byName.TryGetValue(link.Service, out var target))
                    Check(service, target, link, at);
            }
        }
    }

    private void Check(ServiceSpec service, ServiceSpec target, Link link, Reading.SourcePosition at)
    {
        var shared = NetworksOf(service).Intersect(NetworksOf(target)).ToList();
        if (shared.Count == 0)
            log.Warn(at, "no_effect", $"services.{service.Name} links {ProblemLog.Quote(link.Service)}, but they share no network: it cannot be reached.", "Put both on one network.");
        foreach (var network in shared)
        {
            var key = (network, Key(link.Alias));
            if (_meanings.TryAdd(key, (target.Name, "another service links by that name")) || _meanings[key].Service == target.Name)
                continue;
            var (other, reason) = _meanings[key];
            log.Error(
                at,
                "conflict",
                $"services.{service.Name} calls {ProblemLog.Quote(target.Name)} {ProblemLog.Quote(link.Alias)}, but on the network {network} that name means {ProblemLog.Quote(other)}, which {reason}.",
                "A link's alias is known to the whole network: choose another, or keep the services on networks of their own.");
            return;
        }
    }

    private static IEnumerable<string> NetworksOf(ServiceSpec service) => service.Container.Networks.Select(n => n.Network);

    // As DNS has it: letter case does not count.
    private static string Key(string name) => name.ToLowerInvariant();
}
