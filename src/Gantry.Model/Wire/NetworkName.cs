namespace Gantry.Model.Wire;

/// <summary>A name on a network and the IPv4 addresses in service behind it. No address: the name is known, nobody serves.</summary>
public sealed record NetworkName(string Name, IReadOnlyList<string> Addresses);
