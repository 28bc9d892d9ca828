namespace Gantry.Client;

/// <summary>The contents of the context file.</summary>
/// <param name="Current">Used when a command names none; null is the default socket.</param>
internal sealed record ContextSet(string? Current, IReadOnlyList<ClientContext> Contexts)
{
    public static readonly ContextSet Empty = new(null, []);

    public ClientContext? Find(string name) => Contexts.FirstOrDefault(c => c.Name == name);

    /// <summary>Adds it, or replaces the one of that name in its place.</summary>
    public ContextSet With(ClientContext context) => this with
    {
        Contexts = Find(context.Name) is null
            ? [.. Contexts, context]
            : [.. Contexts.Select(c => c.Name == context.Name ? context : c)],
    };

    /// <summary>Adds a cluster's, or replaces the one that it has. Another cluster's of that name stays: this one is then NAME-2.</summary>
    public ContextSet WithCluster(ClientContext context)
    {
        var names = Enumerable.Range(1, Contexts.Count + 1).Select(n => n == 1 ? context.Name : $"{context.Name}-{n}");
        return With(context with { Name = names.First(n => Find(n) is not { } taken || taken.CertificateAuthority == context.CertificateAuthority) });
    }

    /// <summary>All that know a cluster by the one CA know it by the other.</summary>
    public ContextSet WithAuthority(string before, string next) => this with
    {
        Contexts = [.. Contexts.Select(c => c.CertificateAuthority == before ? c with { CertificateAuthority = next } : c)],
    };

    public ContextSet Without(string name) => this with
    {
        Current = Current == name ? null : Current,
        Contexts = [.. Contexts.Where(c => c.Name != name)],
    };
}
