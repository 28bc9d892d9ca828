namespace Gantry.Model.Services;

/// <summary>A port of the container that is reachable from outside its networks.</summary>
/// <param name="Target">Port in the container, 1 to 65535.</param>
/// <param name="Published">Port on the node; 0 lets Gantry choose one: see <see cref="ChosenFrom"/>.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
/// <param name="HostIp">The only address that listens; null is every address. Never widened.</param>
public sealed record PublishedPort(
    int Target,
    int Published = 0,
    string Protocol = "tcp",
    PublishMode Mode = PublishMode.Ingress,
    string? HostIp = null)
{
    /// <summary>Where the published port is chosen from, the lowest that is free; with 0 as published port. Null: a range of Gantry's own.</summary>
    public PublishedRange? ChosenFrom { get; init; }

    /// <summary>For people: it changes nothing.</summary>
    public string? Name { get; init; }

    /// <summary>What is spoken behind it, <c>http</c> for example, for people: packets are routed the same.</summary>
    public string? AppProtocol { get; init; }

    public override string ToString() =>
        $"{(HostIp is null ? "" : HostIp + ":")}{(Published == 0 && ChosenFrom is not null ? $"{ChosenFrom}" : $"{Published}")}->{Target}/{Protocol}";
}
