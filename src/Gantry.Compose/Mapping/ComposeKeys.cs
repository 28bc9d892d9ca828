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
        BuildKeys.Table,
        BuildKeys.Secret,
        BlockIoKeys.Table,
        BlockIoKeys.ReadBytes,
        BlockIoKeys.ReadOperations,
        BlockIoKeys.Weight,
        BlockIoKeys.WriteBytes,
        BlockIoKeys.WriteOperations,
        DependencyKeys.Table,
        DeployKeys.Table,
        DeployKeys.Discrete,
        DeployKeys.Generic,
        DeployKeys.Placement,
        DeployKeys.Preference,
        DeployKeys.Resources,
        DeployKeys.Limits,
        DeployKeys.Reservations,
        DeployKeys.Restart,
        UpdateKeys.Update,
        UpdateKeys.Rollback,
        DeviceKeys.Gpus,
        DeviceKeys.Reserved,
        DeviceKeys.Table,
        EnvironmentKeys.Table,
        ExtendsStage.Keys,
        GantryKeys.Table,
        GantryKeys.Probe,
        GantryKeys.Http,
        GantryKeys.Tcp,
        GrantKeys.Secrets,
        GrantKeys.Configs,
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
        SecretKeys.Table,
        ConfigKeys.Table,
    ];
}
