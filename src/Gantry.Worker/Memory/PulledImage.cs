namespace Gantry.Worker.Memory;

/// <summary>An image that this worker pulled, and that was not on the node before.</summary>
/// <param name="Id"><c>sha256:…</c>.</param>
/// <param name="References">By which it was pulled: ours to remove. Other tags of it are not.</param>
/// <param name="LastUsed">When a container or a kept revision was last seen to need it.</param>
/// <param name="PulledAt">Null: by a release that did not keep it.</param>
internal sealed record PulledImage(string Id, IReadOnlyList<string> References, DateTimeOffset LastUsed, DateTimeOffset? PulledAt = null);
