namespace Gantry.Tests.Cli;

public sealed class ServerValueTests
{
    [Theory]
    [InlineData("--api-listen ::1", "--api-listen is '::1', which is no address and port.")]
    [InlineData("--api-listen 127.0.0.1", "--api-listen is '127.0.0.1', which is no address and port.")]
    [InlineData("--telemetry-listen 127.0.0.1:0", "--telemetry-listen is '127.0.0.1:0', which is no address and port.")]
    [InlineData("--dns-listen here:53", "--dns-listen is 'here:53', which is no address and port.")]
    [InlineData("--advertise not/an-address", "--advertise is 'not/an-address', which is neither an IP address nor a DNS name.")]
    [InlineData("--advertise 192.0.2.1:4000", "--advertise is '192.0.2.1:4000', which is neither an IP address nor a DNS name.")]
    [InlineData("--name bad;name", "--name is 'bad;name', which no node can be called.")]
    [InlineData("--name -n", "--name is '-n', which no node can be called.")]
    public async Task A_value_that_cannot_work_is_refused_before_anything_is_made(string flags, string message)
    {
        using var home = new TempFolder();
        var data = Path.Combine(home.Path, "data");

        var result = await new CliRun(home: home.Path).RunAsync(["server", "--data-dir", data, .. flags.Split(' ')]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"error: {message}\nhint: ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task A_socket_whose_path_is_too_long_is_refused_with_its_length()
    {
        using var home = new TempFolder();

        var result = await new CliRun(home: home.Path).RunAsync("server", "--data-dir", home.Path, "--socket", $"/run/{new string('s', 103)}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("108 bytes long; a socket's path has at most 107", result.Error, StringComparison.Ordinal);
    }
}
