using Gantry.Model.Wire;
using Gantry.Worker.Dns;

namespace Gantry.Worker.Networking;

/// <summary>All that a node knows of names and published ports.</summary>
internal sealed record KnownRoutes(
    IReadOnlyList<AssignedNetwork> Networks, IReadOnlyList<AssignedRoute> Routes, IReadOnlyList<Asker> Askers)
{
    public static readonly KnownRoutes None = new([], [], []);

    public bool HasAskers(IReadOnlyList<Asker> askers) =>
        Askers.Count == askers.Count
        && Askers.Zip(askers).All(p => p.First.Addresses.SequenceEqual(p.Second.Addresses)
            && p.First.Networks.SequenceEqual(p.Second.Networks)
            && p.First.Servers.SequenceEqual(p.Second.Servers));
}
