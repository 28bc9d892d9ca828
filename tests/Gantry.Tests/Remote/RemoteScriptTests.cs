using Gantry.Model.Nodes;
using Gantry.Remote;

namespace Gantry.Tests.Remote;

public sealed class RemoteScriptTests
{
    public static TheoryData<string> Names =>
        [.. ((RemoteScript[])[RemoteScript.Look, RemoteScript.InstallDocker, RemoteScript.PutBinary, RemoteScript.StartWithSystemd, RemoteScript.StartWithoutSystemd, RemoteScript.AwaitJoin]).Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_binary_carries_each_and_each_stops_at_the_first_failure(string name) =>
        Assert.Contains("\nset -eu\n", RemoteScript.Text(name), StringComparison.Ordinal);

    [Fact]
    public void The_binary_carries_the_unit_as_it_is_packaged() => Assert.Equal(
        File.ReadAllText(Path.Combine(Architecture.SourceTreeTests.Root(), "packaging", "systemd", "gantry-worker.service")), RemoteScript.Text("gantry-worker.service"));

    [Fact]
    public void An_argument_stays_one_word_whatever_is_in_it_and_only_what_needs_root_goes_through_sudo()
    {
        Assert.EndsWith(@" gantry 'it'\''s; $(id)' ''", RemoteScript.AwaitJoin.CommandLine(["it's; $(id)", ""], throughSudo: false), StringComparison.Ordinal);
        Assert.StartsWith("sudo -n sh -c '", RemoteScript.AwaitJoin.CommandLine([], throughSudo: true), StringComparison.Ordinal);
        Assert.StartsWith("sh -c '", RemoteScript.Look.CommandLine([], throughSudo: true), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_found_is_read_from_between_whatever_else_the_shell_says()
    {
        const string said = "Welcome!\nos=Linux\narch=x86_64\nsystem=Debian GNU/Linux 12 (bookworm)\nroot=sudo\ninstaller=apt-get\nnft=yes\nengine=\nnode=nnnnnnnnnnnnnnnn\n";

        Assert.Equal(
            new RemoteMachine("Linux", "x86_64", "Debian GNU/Linux 12 (bookworm)", "sudo", "apt-get", HasSystemd: false, HasNft: true, "", "", HasServer: false, NodeId.Parse("nnnnnnnnnnnnnnnn")),
            RemoteMachine.Parse(said));
    }
}
