using Gantry.Output;
using Gantry.Remote;

namespace Gantry.Tests.Remote;

public sealed class SshSettingsTests
{
    private static readonly SshTarget Machine = new("root", "one", 2222);

    [Theory]
    [InlineData("StrictHostKeyChecking=no")]
    [InlineData("stricthostkeychecking off")]
    [InlineData("StrictHostKeyChecking=accept-new")]
    [InlineData("Compression")]
    public void No_option_has_a_key_accepted_unseen(string option) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CliException>(() => new SshSettings(null, [option], CanAsk: true).Refuse()).ExitCode);

    [Fact]
    public void Without_a_terminal_ssh_asks_nobody_and_the_users_own_known_hosts_decide()
    {
        var arguments = string.Join(' ', new SshSettings("key", ["ProxyJump=gate"], CanAsk: false).ArgumentsFor(Machine));

        Assert.Contains("BatchMode=yes", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("KnownHosts", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("StrictHostKeyChecking", arguments, StringComparison.Ordinal);
        Assert.EndsWith(" -i key -o IdentitiesOnly=yes -o ProxyJump=gate -p 2222 -- root@one", arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_named_is_the_only_one_that_is_accepted()
    {
        var arguments = string.Join(' ', new SshSettings(null, ["UserKnownHostsFile=other"], CanAsk: true, KnownHosts: "/t/known_hosts").ArgumentsFor(Machine));

        // Of an option that is given twice ssh takes the first.
        Assert.True(arguments.IndexOf("UserKnownHostsFile=/t/known_hosts", StringComparison.Ordinal) is > 0 and var ours && ours < arguments.IndexOf("UserKnownHostsFile=other", StringComparison.Ordinal), arguments);
        Assert.Contains("-o GlobalKnownHostsFile=/dev/null -o HostKeyAlias=gantry-node-add -o StrictHostKeyChecking=yes", arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fingerprint_is_as_ssh_keygen_writes_it() => Assert.Equal(
        "SHA256:qrRw7A2GSw/VSMLtATiigxr/M1pJPm3S9wVpDTElHKg",
        HostKeys.FingerprintOf("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGUlmOFhRf6tSVqBMMEGTJr/uM+EnpYFcBtR4VxmIzWE"));
}
