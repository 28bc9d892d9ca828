namespace Gantry.Output;

/// <summary>A context without its token.</summary>
internal sealed record ContextItem(string Name, bool IsCurrent, IReadOnlyList<string> Addresses, bool HasToken, bool HasCertificateAuthority);
