using System.Collections.ObjectModel;

namespace Gantry.Model.Stacks;

/// <summary>
/// Compose files and all that they need, gathered by a client, so that the server opens no path that a request names.
/// </summary>
/// <param name="ComposeFiles">In merge order.</param>
/// <param name="Files">Other files by the path that the compose text names, relative to the project folder: env files, includes.</param>
/// <param name="Variables">For interpolation: the named ones only, from the environment and <c>.env</c>.</param>
/// <param name="Profiles">Active profiles.</param>
public sealed record Bundle(
    IReadOnlyList<BundleFile> ComposeFiles,
    IReadOnlyList<BundleFile> Files,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyList<string> Profiles)
{
    /// <summary>Absolute path of the project folder on the client, for <c>./data</c> as the source of a bind mount, which is refused without it; only ever text here.</summary>
    public string? ProjectDirectory { get; init; }

    /// <summary>Ids (<c>sha256:…</c>) of the images that the client built, by service.</summary>
    public IReadOnlyDictionary<string, string> BuiltImages { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Credentials that the client has for the registries that the images name.</summary>
    public IReadOnlyList<RegistryLogin> RegistryLogins { get; init => field = value ?? []; } = [];
}
