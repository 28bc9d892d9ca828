namespace Gantry.Doctor;

/// <param name="Release">As <c>uname -r</c>.</param>
/// <param name="Features">By the module's name: true where the kernel has it, false where not; null where nothing tells.</param>
/// <param name="ForwardsPackets">Whether net.ipv4.ip_forward is 1.</param>
/// <param name="HasNft">The command nft is installed.</param>
/// <param name="HasIptables">The command iptables is installed.</param>
internal sealed record KernelFacts(
    string Release, IReadOnlyDictionary<string, bool?> Features, bool ForwardsPackets, bool HasNft, bool HasIptables);
