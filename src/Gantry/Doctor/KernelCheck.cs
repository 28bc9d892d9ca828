using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>What the kernel must have. Only what Gantry uses today can fail. Pure.</summary>
internal static class KernelCheck
{
    // Of the enterprise distributions that are still cared for, the oldest kernel (RHEL 8).
    private static readonly Version OldestTried = new(4, 18);

    /// <summary>All that a probe should look for.</summary>
    public static readonly IReadOnlyList<string> Features = ["overlay", "bridge", "veth", "nf_tables", "br_netfilter", "tun"];

    public static IEnumerable<CheckItem> Of(KernelFacts kernel, bool engineRuns)
    {
        yield return VersionOf(kernel.Release);
        yield return FeaturesOf(kernel);
        yield return ToolsOf(kernel);
        yield return ForwardingOf(kernel, engineRuns);
    }

    private static CheckItem VersionOf(string release)
    {
        var digits = release.Split('.', 3) is [var major, var minor, ..] ? $"{major}.{string.Concat(minor.TakeWhile(char.IsAsciiDigit))}" : release;
        return Version.TryParse(digits, out var version) && version < OldestTried
            ? CheckItem.Warn("kernel", $"Linux {release} is older than any that Gantry was tried on.", $"Take a distribution with Linux {OldestTried} or newer.")
            : CheckItem.Pass("kernel", $"Linux {release}");
    }

    private static CheckItem FeaturesOf(KernelFacts kernel)
    {
        var absent = Features.Where(f => kernel.Features.GetValueOrDefault(f) == false).ToList();
        var needed = absent.Where(f => f is "bridge" or "veth" or "nf_tables").ToList();
        if (needed.Count > 0)
        {
            return CheckItem.Fail(
                "kernel features", $"The kernel has no {string.Join(", no ", needed)}: {WhatFor(needed)}.",
                $"modprobe -a {string.Join(' ', needed)}; where that fails, install the distribution's whole kernel (linux-image-amd64, linux-modules-extra).");
        }

        if (absent.Count > 0)
            return CheckItem.Warn("kernel features", $"The kernel has no {string.Join(", no ", absent)}: {WhatFor(absent)}.", $"modprobe -a {string.Join(' ', absent)}, and put the names into /etc/modules-load.d/gantry.conf.");
        var unknown = Features.Where(f => kernel.Features.GetValueOrDefault(f) is null).ToList();
        return unknown.Count > 0
            ? CheckItem.Warn("kernel features", $"Nothing on this machine tells whether the kernel has {string.Join(", ", unknown)}.", $"modprobe -a {string.Join(' ', unknown)} tells.")
            : CheckItem.Pass("kernel features", string.Join(", ", Features));
    }

    private static string WhatFor(IEnumerable<string> features) => string.Join("; ", features.Select(f => f switch
    {
        "overlay" => "images need more disk and time without overlay",
        "bridge" or "veth" => $"containers get no network without {f}",
        "nf_tables" => "ports cannot be published without nf_tables",
        "br_netfilter" => "containers of one network are not kept apart without br_netfilter",
        "tun" => "an encrypted network between machines will want tun",
        _ => $"{f} is used",
    }));

    private static CheckItem ToolsOf(KernelFacts kernel) => kernel switch
    {
        { HasNft: false } => CheckItem.Fail("packet rules", "The command nft is missing: ports cannot be published.", "apt-get install nftables (dnf install nftables, apk add nftables)"),
        { HasIptables: false } => CheckItem.Warn(
            "packet rules", "The command iptables is missing: the engine wants it, and a FORWARD policy of DROP would not be seen.", "apt-get install iptables (dnf install iptables-nft, apk add iptables)"),
        _ => CheckItem.Pass("packet rules", "nft and iptables"),
    };

    private static CheckItem ForwardingOf(KernelFacts kernel, bool engineRuns)
    {
        if (kernel.ForwardsPackets)
            return CheckItem.Pass("forwarding", "net.ipv4.ip_forward is 1");
        return engineRuns
            ? CheckItem.Fail(
                "forwarding", "net.ipv4.ip_forward is 0: containers reach nobody, and published ports do not answer.",
                "sysctl -w net.ipv4.ip_forward=1, and write it into /etc/sysctl.d/99-gantry.conf.")
            : CheckItem.Warn("forwarding", "net.ipv4.ip_forward is 0.", "The engine sets it when it starts; sysctl -w net.ipv4.ip_forward=1 does it now.");
    }
}
