using System.Globalization;
using Gantry.Output;

namespace Gantry.Remote;

/// <summary>How ssh is called. Host keys are checked as the user's own configuration says; nothing here can turn that off.</summary>
/// <param name="Identity">A private key's file; null: whatever ssh finds.</param>
/// <param name="Options">As after <c>-o</c>.</param>
/// <param name="CanAsk">There is a terminal on which ssh can ask for a password, or about an unknown host.</param>
/// <param name="KnownHosts">A file with the one key that is accepted, under <see cref="HostAlias"/>; null: the user's own.</param>
internal sealed record SshSettings(string? Identity, IReadOnlyList<string> Options, bool CanAsk, string? KnownHosts = null)
{
    public const string HostAlias = "gantry-node-add";

    private static readonly string[] NotChecking = ["no", "off", "accept-new"];

    /// <exception cref="CliException">An option would have the machine's key accepted unseen.</exception>
    public void Refuse()
    {
        foreach (var option in Options)
        {
            if (option.Split(['=', ' '], 2) is not [var name, var value])
                throw CliException.Usage($"--ssh-option '{option}' is no option of ssh.", "Write KEY=VALUE, as in ProxyJump=gate.example.");
            if (name.Trim().Equals("StrictHostKeyChecking", StringComparison.OrdinalIgnoreCase) && NotChecking.Contains(value.Trim().ToLowerInvariant()))
                throw CliException.Usage("The machine's key is always checked: a token is handed over.", "Name the key that you expect: --host-key SHA256:… (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the machine shows it).");
        }
    }

    public IReadOnlyList<string> ArgumentsFor(SshTarget target)
    {
        List<string> all = ["-T", "-o", "ClearAllForwardings=yes", "-o", "ConnectTimeout=15", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4", "-o", $"BatchMode={(CanAsk ? "no" : "yes")}"];
        if (KnownHosts is not null)
        {
            all.AddRange(
                "-o", $"UserKnownHostsFile={KnownHosts}", "-o", "GlobalKnownHostsFile=/dev/null", "-o", $"HostKeyAlias={HostAlias}",
                "-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=no");
        }

        if (Identity is not null)
            all.AddRange("-i", Identity, "-o", "IdentitiesOnly=yes");
        foreach (var option in Options)
            all.AddRange("-o", option);
        if (target.Port is { } port)
            all.AddRange("-p", port.ToString(CultureInfo.InvariantCulture));
        return [.. all, "--", target.Login];
    }
}
