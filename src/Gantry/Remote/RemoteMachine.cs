using Gantry.Model.Nodes;

namespace Gantry.Remote;

/// <summary>What look.sh found.</summary>
/// <param name="Architecture">As the kernel calls it: <c>x86_64</c>.</param>
/// <param name="System">As its os-release calls it.</param>
/// <param name="Root"><c>yes</c>, <c>sudo</c> or <c>no</c>.</param>
/// <param name="Installer">apt-get, dnf or apk; empty: none of them.</param>
/// <param name="EngineVersion">Of an engine that answers; empty: none does.</param>
/// <param name="BinaryHash">SHA-256 of the gantry that is there already; empty: none is.</param>
/// <param name="Node">What the machine is in some cluster already; null: nothing.</param>
internal sealed record RemoteMachine(
    string Os, string Architecture, string System, string Root, string Installer, bool HasSystemd, bool HasNft, string EngineVersion, string BinaryHash, bool HasServer, NodeId? Node)
{
    public bool ThroughSudo => Root == "sudo";

    public bool IsReadyForTasks => EngineVersion.Length > 0 && HasNft;

    public static RemoteMachine Parse(string text)
    {
        // Greetings of the user's shell may stand in between.
        var found = text.Split('\n').Select(l => l.Trim().Split('=', 2)).Where(w => w.Length == 2).GroupBy(w => w[0]).ToDictionary(g => g.Key, g => g.Last()[1]);
        return new RemoteMachine(
            Of("os"), Of("arch"), Of("system"), Of("root"), Of("installer"), Of("systemd") == "yes", Of("nft") == "yes", Of("engine"), Of("gantry"), Of("server") == "yes",
            Of("node") is { Length: > 0 } node ? NodeId.Parse(node) : null);

        string Of(string key) => found.GetValueOrDefault(key, "");
    }
}
