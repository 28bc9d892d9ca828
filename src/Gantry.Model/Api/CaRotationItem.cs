namespace Gantry.Model.Api;

/// <summary>How far the replacement of the CA has come.</summary>
/// <param name="Before">Fingerprint of the CA that is being replaced, and still accepted.</param>
/// <param name="Following">How many nodes show a certificate of the new one.</param>
/// <param name="Missing">Those that do not yet: each of them holds the end open.</param>
public sealed record CaRotationItem(
    string Before, DateTimeOffset BeganAt, string Actor, bool IsFinishing, int Following, IReadOnlyList<MissingNode> Missing);
