namespace Gantry.Worker.Memory;

/// <summary>A container that its address alone does not tell enough of, as it is kept in the data folder.</summary>
/// <param name="Servers">Its own DNS servers, <c>address:port</c>; none in a file of an earlier release.</param>
internal sealed record RememberedAsker(IReadOnlyList<string> Addresses, IReadOnlyList<string> Networks, IReadOnlyList<string>? Servers = null);
