namespace Gantry.Worker.Memory;

/// <summary>A container on more than one network, as it is kept in the data folder.</summary>
internal sealed record RememberedAsker(IReadOnlyList<string> Addresses, IReadOnlyList<string> Networks);
