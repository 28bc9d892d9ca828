using Gantry.Model.Services;

namespace Gantry.Manager.Allocate;

/// <summary>A published port and whose it is.</summary>
/// <param name="Owner">The service's full name, for example <c>shop_web</c>.</param>
internal sealed record PortClaim(string Owner, PublishedPort Port)
{
    /// <summary>Every address conflicts with any. Two ports of mode host meet only on one node, which is the scheduler's to avoid.</summary>
    public bool ConflictsWith(PortClaim other) =>
        Port.Published > 0
        && Port.Published == other.Port.Published
        && string.Equals(Port.Protocol, other.Port.Protocol, StringComparison.OrdinalIgnoreCase)
        && (Port.Mode == PublishMode.Ingress || other.Port.Mode == PublishMode.Ingress)
        && SharesAddress(Port.HostIp, other.Port.HostIp);

    public static bool SharesAddress(string? left, string? right) =>
        IsEveryAddress(left) || IsEveryAddress(right) || left == right;

    private static bool IsEveryAddress(string? hostIp) => hostIp is null or "" or "0.0.0.0" or "::";
}
