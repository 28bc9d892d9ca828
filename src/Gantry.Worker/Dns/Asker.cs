using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>
/// A container of this node that its address alone does not tell enough of: it is on more than one network, or has DNS
/// servers of its own. The engine's resolver asks us from inside the container,
/// so we see the one address that its routes choose towards our gateway address, and must know its other networks by it.
/// </summary>
/// <param name="Addresses">All its addresses; any of them identifies it.</param>
/// <param name="Networks">Ids of its networks, the preferred first: the first that has an address for a name answers.</param>
internal sealed record Asker(IReadOnlyList<IPAddress> Addresses, IReadOnlyList<string> Networks)
{
    /// <summary>Whom to ask for it what we do not know, the first first. Empty: the node's.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];
}
