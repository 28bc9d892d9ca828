using System.Globalization;
using System.Security.Cryptography;
using Gantry.Output;

namespace Gantry.Remote;

/// <summary>The keys by which a machine is known, as it shows them to whoever asks.</summary>
internal static class HostKeys
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>Lines of a known_hosts file without the name: the algorithm and the key. None: nobody answers there.</returns>
    public static async Task<IReadOnlyList<string>> ShownAsync(SshTarget target, SshSettings settings, CancellationToken ct)
    {
        // What the user's own configuration makes of the name.
        var config = await ProgramRun.OfAsync("ssh", ["-G", .. settings.ArgumentsFor(target)], null, Patience, ct);
        var (host, port) = (ValueOf(config.Output, "hostname") ?? target.Host, ValueOf(config.Output, "port") ?? (target.Port ?? 22).ToString(CultureInfo.InvariantCulture));
        var scan = await ProgramRun.OfAsync("ssh-keyscan", ["-T", "10", "-p", port, host], null, Patience, ct);
        return [.. scan.Output.Split('\n').Where(l => !l.StartsWith('#')).Select(l => l.Split(' ')).Where(w => w.Length == 3).Select(w => $"{w[1]} {w[2]}")];
    }

    /// <summary>As ssh-keygen writes it: <c>SHA256:…</c>.</summary>
    public static string FingerprintOf(string key) => $"SHA256:{Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(key.Split(' ')[1]))).TrimEnd('=')}";

    /// <summary>Of the key that people compare: ED25519 where there is one.</summary>
    public static string? FingerprintToTell(IReadOnlyList<string> keys) =>
        (keys.FirstOrDefault(k => k.StartsWith("ssh-ed25519 ", StringComparison.Ordinal)) ?? (keys is [var first, ..] ? first : null)) is { } key ? FingerprintOf(key) : null;

    /// <summary>Has ssh accept the key with this fingerprint and no other.</summary>
    /// <param name="folder">Where the file is written, for as long as it is needed.</param>
    /// <exception cref="CliException">The machine shows none that has it.</exception>
    public static async Task<SshSettings> AcceptAsync(SshTarget target, SshSettings settings, string fingerprint, string folder, CancellationToken ct)
    {
        var shown = await ShownAsync(target, settings, ct);
        var key = shown.FirstOrDefault(k => FingerprintOf(k) == fingerprint.TrimEnd('=')) ?? throw new CliException(
            ExitCode.Error,
            shown.Count == 0
                ? $"{target} shows no host key: nobody answers there, or not as SSH."
                : $"{target} has another host key than --host-key names; nothing was sent. It shows {string.Join(", ", shown.Select(FingerprintOf))}.",
            "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the machine itself shows the right one. If it is not among those, somebody stands in between.");
        var file = Path.Combine(folder, "known_hosts");
        await File.WriteAllTextAsync(file, $"{SshSettings.HostAlias} {key}\n", ct);
        return settings with { KnownHosts = file };
    }

    private static string? ValueOf(string config, string key) =>
        config.Split('\n').Select(l => l.Split(' ', 2)).FirstOrDefault(w => w.Length == 2 && w[0] == key)?[1].Trim();
}
