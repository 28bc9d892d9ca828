using Gantry.Manager.State;
using Gantry.Model.Services;

namespace Gantry.Manager.Endpoints;

/// <summary>A service of a network, and what it is called there beside its own name.</summary>
internal sealed record NetworkMember(Service Service, IReadOnlyList<string> Names)
{
    /// <summary>By network, in the order of full names.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<NetworkMember>> AllOf(Snapshot state)
    {
        var services = state.Services.Where(s => !s.IsRemoved).OrderBy(s => s.FullName).ToList();
        var linked = Linked(services);
        return services.SelectMany(s => s.Container.Networks.DistinctBy(n => n.Network).Select(n => (Attachment: n, Service: s)))
            .GroupBy(of => of.Attachment.Network, StringComparer.Ordinal)
            .ToDictionary(
                on => on.Key,
                on => (IReadOnlyList<NetworkMember>)[.. on.Select(of => new NetworkMember(of.Service, NamesOf(of.Service, of.Attachment, linked)))],
                StringComparer.Ordinal);
    }

    // What services on a network call others of their stack.
    private static ILookup<(string Network, string Stack, string Service), string> Linked(List<Service> services) =>
        (from service in services
         from link in service.FileSpec.Links
         where link.Alias != link.Service
         from attachment in service.Container.Networks
         select ((attachment.Network, service.Stack, link.Service), link.Alias))
        .ToLookup(l => l.Item1, l => l.Alias);

    private static IReadOnlyList<string> NamesOf(
        Service service, NetworkAttachment attachment, ILookup<(string Network, string Stack, string Service), string> linked)
    {
        string[] own = service.FileSpec.ContainerName is { } name && name != service.Name ? [name] : [];
        var further = own.Concat(linked[(attachment.Network, service.Stack, service.Name)]).Except(attachment.Aliases).Order(StringComparer.Ordinal).ToList();
        return further.Count == 0 ? attachment.Aliases : [.. attachment.Aliases, .. further];
    }
}
