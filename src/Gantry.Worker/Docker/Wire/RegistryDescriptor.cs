using System.Text.Json.Serialization;

namespace Gantry.Worker.Docker.Wire;

/// <param name="Digest"><c>sha256:…</c> of the manifest, or of the list of manifests where there is one a platform.</param>
internal sealed record RegistryDescriptor([property: JsonPropertyName("digest")] string Digest);
