using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Faults;

/// <summary>The file through which this machine rules the cluster.</summary>
public sealed class ControlSocketTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int Error = 1;
    private const int StoreRefused = 13;

    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Owner_and_group_may_open_it_and_nobody_else() => Assert.Equal(
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(_server.SocketPath));

    [Fact]
    public async Task What_a_killed_server_left_is_replaced()
    {
        await _server.KillAsync(Ct);
        Assert.True(File.Exists(_server.SocketPath));

        await _server.StartAgainAsync(Ct);

        Assert.NotNull(await _server.TrySystemAsync(Ct));
    }

    [Fact]
    public async Task A_second_server_at_a_live_socket_is_refused_and_the_first_goes_on()
    {
        var data = Path.Combine(_server.Folder, "other");

        var refused = (await SecondAsync(data, _server.SocketPath)).Expect(Error);

        Assert.Contains($"Another server answers at {_server.SocketPath}.", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("--socket", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
        Assert.NotNull(await _server.TrySystemAsync(Ct));
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused_and_the_first_goes_on()
    {
        var refused = (await SecondAsync(_server.DataDirectory, Path.Combine(_server.Folder, "another"))).Expect(StoreRefused);

        Assert.Contains("is in use by another process", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("--data-dir", refused.Errors, StringComparison.Ordinal);
        Assert.NotNull(await _server.TrySystemAsync(Ct));
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_not_taken_away()
    {
        var file = Path.Combine(_server.Folder, "notes.txt");
        await File.WriteAllTextAsync(file, "mine", Ct);

        var refused = (await SecondAsync(Path.Combine(_server.Folder, "third"), file)).Expect(Error);

        Assert.Contains($"{file} is no socket", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, Ct));
    }

    private Task<CommandOutcome> SecondAsync(string data, string socket) => new GantryCommand(_server.Folder).RunAsync(
        Ct, "server", "--data-dir", data, "--socket", socket, "--api-listen", $"127.0.0.1:{Ports.Free()}", "--telemetry-listen", $"127.0.0.1:{Ports.Free()}", "--dns-listen", "off");
}
