using Gantry.Output;
using Gantry.Remote;

namespace Gantry.Tests.Remote;

public sealed class SshTargetTests
{
    [Theory]
    [InlineData("one", null, "one", null)]
    [InlineData("root@one", "root", "one", null)]
    [InlineData("root@one:2222", "root", "one", 2222)]
    [InlineData("a@b@192.0.2.7:22", "a@b", "192.0.2.7", 22)]
    [InlineData("2001:db8::7", null, "2001:db8::7", null)]
    [InlineData("root@[2001:db8::7]:2222", "root", "2001:db8::7", 2222)]
    public void A_machine_has_a_host_and_perhaps_a_user_and_a_port(string text, string? user, string host, int? port) =>
        Assert.Equal(new SshTarget(user, host, port), SshTarget.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("@one")]
    [InlineData("one:")]
    [InlineData("one:0")]
    [InlineData("one:65536")]
    [InlineData("one:ssh")]
    [InlineData("-oProxyCommand=id")]
    [InlineData("-l@one")]
    [InlineData("root@-one")]
    [InlineData("one two")]
    public void What_ssh_would_take_for_something_else_is_refused(string text) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CliException>(() => SshTarget.Parse(text)).ExitCode);
}
