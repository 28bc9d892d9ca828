using Gantry.Manager.Planning;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Manager.Api.Views;

/// <summary>Images, volumes, networks and registries as the API shows them. Pure.</summary>
internal static class ResourceViews
{
    public static IEnumerable<ImageItem> Images(Snapshot state) =>
        from service in state.Services
        where !service.IsRemoved
        let revision = state.FindRevision(service.Id, service.Revision)
        let identity = service.FileSpec.ImageByName ? null : revision?.ImageIdentity
        group (service, revision) by (service.Spec.Container.Image, identity) into image
        orderby image.Key.Image, image.Key.identity
        select new ImageItem(
            image.Key.Image,
            image.Key.identity,
            image.Key.identity is not null && image.Any(i => i.revision is { IsLocalImage: true } or { Container.BuiltImage: not null }),
            [.. image.Select(i => i.service.FullName).Order(StringComparer.Ordinal)]);

    public static IEnumerable<VolumeItem> Volumes(Snapshot state)
    {
        var users = UsersBy(state, s => s.Container.Mounts.Where(m => m.Type == MountType.Volume).Select(m => m.Source ?? ""));
        return state.Volumes
            .Select(v => new VolumeItem(v.Name, v.Stack, v.Spec.Driver, v.Spec.External, [.. v.Nodes.Select(n => NameOf(state, n))], [.. users[v.Name]])
            {
                Drift = ByName(state, Drift.Of(state, v.Spec)),
            })
            .Concat(KeptVolumes(state));
    }

    // Of a removed stack nothing is stored any more; what it left is what its nodes tell of.
    private static IEnumerable<VolumeItem> KeptVolumes(Snapshot state) =>
        from node in state.Nodes
        from made in node.MadeVolumes ?? []
        where state.FindVolume(made.Name) is null
        group (Node: node.Name, made.Driver) by made.Name into kept
        orderby kept.Key
        select new VolumeItem(kept.Key, null, kept.First().Driver, false, [.. kept.Select(k => k.Node).Order(StringComparer.Ordinal)], []) { Kept = true };

    public static IEnumerable<NetworkItem> Networks(Snapshot state) =>
        state.Networks.Select(n => new NetworkItem(
            n.Name,
            n.Stack,
            n.Spec.Driver,
            n.Spec.External,
            n.Spec.Internal,
            ByName(state, n.Subnets),
            ByName(state, n.Problems))
        {
            Drift = ByName(state, Drift.Of(state, n.Spec)),
        });

    public static IEnumerable<RegistryItem> Registries(Snapshot state) =>
        state.Registries.Select(r => new RegistryItem(r.Host, r.Username, r.UpdatedAt));

    private static ILookup<string, string> UsersBy(Snapshot state, Func<ServiceSpec, IEnumerable<string>> used) =>
        state.Services.Where(s => !s.IsRemoved)
            .SelectMany(s => used(s.Spec).Distinct().Select(name => (name, s.FullName)))
            .OrderBy(u => u.FullName, StringComparer.Ordinal)
            .ToLookup(u => u.name, u => u.FullName);

    private static Dictionary<string, string> ByName(Snapshot state, IReadOnlyDictionary<NodeId, string> ofNodes) =>
        ofNodes.OrderBy(n => n.Key).ToDictionary(n => NameOf(state, n.Key), n => n.Value);

    private static string NameOf(Snapshot state, NodeId id) => state.Find(id)?.Name ?? id.ToString();
}
