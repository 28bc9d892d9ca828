namespace Gantry.Client;

/// <summary>Which server a command talks to, and as whom.</summary>
/// <param name="Addresses">Tried in this order until one answers.</param>
/// <param name="CertificateAuthority">PEM; the only root that is trusted when given. Null trusts the machine's roots.</param>
internal sealed record ApiTarget(IReadOnlyList<ApiAddress> Addresses, string? Token = null, string? CertificateAuthority = null)
{
    /// <summary>Keeps the CA that has taken the place of <see cref="CertificateAuthority"/>, PEM. Null: that is kept elsewhere, by people.</summary>
    public Action<string>? KeepAuthority { get; init; }

    public override string ToString() => string.Join(", ", Addresses);
}
