namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>What a file says of a service, and what is then seen of its container.</summary>
/// <param name="Looked">
/// <c>{{…}}</c> is a template of <c>docker inspect</c>; <c>$ …</c> is run in the container, <c>NAME$ …</c> in that of another
/// service, and <c>! …</c> on the node, where <c>$C</c> is the container.
/// </param>
internal sealed record EngineRow(string Keys, string Service, string Written, string Looked, string Seen) : KeyRow(Keys, Service, Written);
