namespace Gantry.Worker.Dns;

/// <summary>A service as one network sees it. It stays known without replicas: its name then has no address,
/// which is another answer than a name that does not exist.</summary>
/// <param name="Aliases">Further names of the service on this network.</param>
internal sealed record NamedService(
    string Stack, string Name, IReadOnlyList<string> Aliases, IReadOnlyList<NamedReplica> Replicas)
{
    public string FullName => $"{Stack}_{Name}";
}
