using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>One address that answers for a service on one network.</summary>
/// <param name="Slot">What stands behind the dot in <c>web.1</c>: the slot's number, or the node's name for a global service.</param>
internal sealed record NamedReplica(string Slot, IPAddress Address);
