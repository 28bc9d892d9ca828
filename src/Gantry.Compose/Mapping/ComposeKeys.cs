using Gantry.Compose.Merging;

namespace Gantry.Compose.Mapping;

/// <summary>Every place of a compose file that has keys of its own: what a test enumerates, and what documentation lists.</summary>
internal static class ComposeKeys
{
    public static readonly IReadOnlyList<IKeyTable> Tables =
    [
        TopKeys.Table,
        ServiceKeys.Table,
        AttachmentKeys.Table,
        DependencyKeys.Table,
        DeployKeys.Table,
        DeployKeys.Placement,
        DeployKeys.Preference,
        DeployKeys.Resources,
        DeployKeys.Limits,
        DeployKeys.Reservations,
        DeployKeys.Restart,
        EnvironmentKeys.Table,
        ExtendsStage.Keys,
        IncludeStage.Keys,
        GantryKeys.Table,
        GantryKeys.Probe,
        GantryKeys.Http,
        GantryKeys.Tcp,
        HealthKeys.Table,
        LoggingKeys.Table,
        MountKeys.Table,
        MountKeys.Bind,
        MountKeys.Volume,
        MountKeys.Tmpfs,
        PortKeys.Table,
        UlimitKeys.Table,
        NetworkKeys.Table,
        NetworkKeys.Ipam,
        NetworkKeys.IpamConfig,
        VolumeKeys.Table,
    ];
}
