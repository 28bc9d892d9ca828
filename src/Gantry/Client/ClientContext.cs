namespace Gantry.Client;

/// <summary>A server that the command line knows by name, and as whom to talk to it.</summary>
/// <param name="Addresses">As typed; tried in this order.</param>
/// <param name="CertificateAuthority">PEM.</param>
internal sealed record ClientContext(
    string Name,
    IReadOnlyList<string> Addresses,
    string? Token = null,
    string? CertificateAuthority = null)
{
    public ApiTarget ToTarget() => new([.. Addresses.Select(ApiAddress.Parse)], Token, CertificateAuthority);

    // Never the token: a record prints all its members.
    public override string ToString() => $"context {Name}";
}
