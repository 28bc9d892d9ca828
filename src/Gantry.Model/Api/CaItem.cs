namespace Gantry.Model.Api;

/// <summary>The cluster's CA, by which nodes and clients know their managers and managers their nodes.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate that signs now, hexadecimal: what join tokens carry.</param>
/// <param name="Rotation">Null: it is not being replaced.</param>
public sealed record CaItem(string Fingerprint, DateTimeOffset ValidUntil, CaRotationItem? Rotation);
