using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>Whether what containers send fits through the machine's way out. Pure.</summary>
internal static class LinkCheck
{
    public static CheckItem Of(LinkFacts? links) => links switch
    {
        null => CheckItem.Warn("mtu", "This machine has no default route: registries and other machines may be out of reach.", "ip route add default via ADDRESS, where it should have one."),
        { Bridge: { } bridge } when links.BridgeMtu > links.LinkMtu => CheckItem.Warn(
            "mtu", $"{bridge} lets packets of {links.BridgeMtu} bytes in, and {links.Link} only {links.LinkMtu} out: large ones may get lost.",
            $"Write \"mtu\": {links.LinkMtu} into /etc/docker/daemon.json and restart the engine."),
        { Bridge: null } => CheckItem.Pass("mtu", $"{links.Link} {links.LinkMtu}"),
        _ => CheckItem.Pass("mtu", $"{links.Link} {links.LinkMtu}, {links.Bridge} {links.BridgeMtu}"),
    };
}
