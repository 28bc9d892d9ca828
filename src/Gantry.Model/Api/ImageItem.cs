namespace Gantry.Model.Api;

/// <param name="Identity">Digest, or image id for an image that came from no registry; null while no node has reported it.</param>
/// <param name="UsedBy">Full names of the services that run it.</param>
public sealed record ImageItem(string Reference, string? Identity, bool IsLocal, IReadOnlyList<string> UsedBy);
