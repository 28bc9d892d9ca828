namespace Gantry.Doctor;

/// <param name="Link">The interface of the default route.</param>
/// <param name="LinkMtu">Bytes.</param>
/// <param name="Bridge">The engine's; null: it has none that is there.</param>
/// <param name="BridgeMtu">Bytes; of a bridge.</param>
internal sealed record LinkFacts(string Link, int LinkMtu, string? Bridge, int BridgeMtu);
