using Gantry.Model.Services;

namespace Gantry.Model.Settings;

/// <summary>What holds for the whole cluster: a single record, written at the first start.</summary>
/// <param name="Scheduling">For services that name no strategy of their own.</param>
/// <param name="AddressPool">CIDR from which every node gets its /18.</param>
public sealed record ClusterSettings(
    ClusterId ClusterId,
    DateTimeOffset CreatedAt,
    SchedulingStrategy Scheduling = SchedulingStrategy.Spread,
    string AddressPool = ClusterSettings.DefaultAddressPool)
{
    public const string DefaultAddressPool = "10.128.0.0/9";

    /// <summary>Renewed after two thirds: a node may be away for 30 days and come back by itself.</summary>
    public static readonly TimeSpan DefaultNodeCertificateLife = TimeSpan.FromDays(90);

    /// <summary>How soon a silent node is noticed, where somebody said it. Null: <see cref="Settings.Liveness.Default"/>.</summary>
    public Liveness? ChosenLiveness { get; init; }

    public RebalanceMode Rebalance { get; init; } = RebalanceMode.Manual;

    /// <summary>How long a node's certificate is good, where somebody said it. Null: <see cref="DefaultNodeCertificateLife"/>.</summary>
    public TimeSpan? ChosenNodeCertificateLife { get; init; }

    /// <summary>Null: the CA is not being replaced.</summary>
    public CaRotation? CaRotation { get; init; }

    public TimeSpan NodeCertificateLife => ChosenNodeCertificateLife ?? DefaultNodeCertificateLife;

    public Liveness Liveness => ChosenLiveness ?? Liveness.Default;
}
