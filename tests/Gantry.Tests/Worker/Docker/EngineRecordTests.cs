using System.Text;
using Gantry.Worker.Docker;

namespace Gantry.Tests.Worker.Docker;

public sealed class EngineRecordTests
{
    [Fact]
    public void The_engine_s_address_is_the_flag_else_the_variable_else_the_default()
    {
        Assert.Equal("/a.sock", EngineAddress.From("unix:///a.sock", "unix:///b.sock").SocketPath);
        Assert.Equal("/b.sock", EngineAddress.From(flag: null, "unix:///b.sock").SocketPath);
        Assert.Equal("unix:///var/run/docker.sock", EngineAddress.From(flag: "", dockerHost: "").ToString());
    }

    [Theory]
    [InlineData("tcp://10.0.0.1:2375")]
    [InlineData("/var/run/docker.sock")]
    [InlineData("unix://docker.sock")]
    public void An_address_that_is_no_unix_socket_is_refused_with_its_source(string text)
    {
        var e = Assert.Throws<FormatException>(() => EngineAddress.From(flag: null, text));

        Assert.Equal(
            $"DOCKER_HOST is '{text}', but only unix sockets are supported: write unix:///path/to/docker.sock.", e.Message);
    }

    [Fact]
    public void Versions_are_ordered_by_number()
    {
        Assert.True(new ApiVersion(1, 9) < new ApiVersion(1, 41));
        Assert.Equal(new ApiVersion(1, 41), ApiVersion.Parse("1.41"));
        Assert.Null(ApiVersion.Parse("1.x"));
        Assert.Null(ApiVersion.Parse(text: null));
    }

    [Fact]
    public void A_moment_is_written_in_seconds_and_nanoseconds()
    {
        Assert.Equal("5.000000007", new EngineTime(5_000_000_007).ToString());
        Assert.Equal("1893456000.000000100", EngineTime.From(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(1)).ToString());
    }

    [Fact]
    public void A_filter_keeps_every_value_of_a_key()
    {
        var filter = EngineFilter.Label("a=1").And("label", "b").And("type", "container");

        Assert.Equal("""{"label":["a=1","b"],"type":["container"]}""", filter.ToQuery());
        Assert.Null(EngineFilter.None.ToQuery());
    }

    [Fact]
    public void A_login_travels_as_url_safe_base64_json_and_never_prints_its_password()
    {
        var login = new RegistryLogin("registry.test:5000", "anna", "p?>~");

        var json = Encoding.UTF8.GetString(Convert.FromBase64String(login.ToHeader().Replace('-', '+').Replace('_', '/')));

        Assert.DoesNotContain('+', login.ToHeader());
        Assert.DoesNotContain('/', login.ToHeader());
        Assert.Contains("\"serveraddress\":\"registry.test:5000\"", json);
        Assert.Contains("\"username\":\"anna\"", json);
        Assert.Equal("login of anna at registry.test:5000", login.ToString());
    }

    [Fact]
    public async Task Frames_are_cut_by_their_headers()
    {
        byte[] bytes = [1, 0, 0, 0, 0, 0, 0, 2, .. "ab"u8, 2, 0, 0, 0, 0, 0, 0, 1, .. "c"u8, 1, 0, 0, 0, 0, 0, 0, 0];

        var frames = await ReadAsync(bytes, tty: false);

        Assert.Equal([(OutputSource.StandardOutput, "ab"), (OutputSource.StandardError, "c"), (OutputSource.StandardOutput, "")], frames);
        Assert.Equal([(OutputSource.StandardOutput, "plain")], await ReadAsync("plain"u8.ToArray(), tty: true));
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0 }, "ended inside a frame header (4 of 8 bytes)")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 9, 65 }, "ended inside a frame (1 of 9 bytes)")]
    [InlineData(new byte[] { 104, 101, 108, 108, 111, 32, 119, 111 }, "is not framed")]
    [InlineData(new byte[] { 1, 0, 0, 0, 255, 255, 255, 255 }, "is not framed")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 3, 98, 97, 100 }, "the engine broke off: bad")]
    public async Task Output_that_makes_no_sense_is_an_engine_exception(byte[] bytes, string reason)
    {
        var e = await Assert.ThrowsAsync<EngineException>(() => ReadAsync(bytes, tty: false));

        Assert.Contains(reason, e.Message);
    }

    private static async Task<List<(OutputSource, string)>> ReadAsync(byte[] bytes, bool tty)
    {
        var reader = new FrameReader(
            new MemoryStream(bytes),
            reason => EngineException.Unreachable(new EngineCall("read"), EngineAddress.Default, reason, cause: null));
        var frames = new List<(OutputSource, string)>();
        await foreach (var frame in reader.ReadAsync(tty, TestContext.Current.CancellationToken))
            frames.Add((frame.Source, Encoding.UTF8.GetString(frame.Bytes.Span)));
        return frames;
    }
}
