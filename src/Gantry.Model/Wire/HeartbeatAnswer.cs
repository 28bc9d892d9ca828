namespace Gantry.Model.Wire;

/// <summary>That a sign of life was heard: <c>{}</c> where nothing is new.</summary>
/// <param name="Authorities">
/// Fingerprints of the CAs that managers may be signed by, the one that signs now first, with commas in between. Null: as at the
/// beat before. A worker that knows others, or whose certificate is not of the first, renews its certificate.
/// </param>
/// <param name="Problem">Why the manager does not want to hear the node any more; the line ends with it.</param>
/// <param name="IsRefused">Saying hello again at once will not help.</param>
public sealed record HeartbeatAnswer(string? Authorities = null, string? Problem = null, bool IsRefused = false);
