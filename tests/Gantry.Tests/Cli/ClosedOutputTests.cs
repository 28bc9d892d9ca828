using System.Diagnostics;
using Gantry.Model.Api;

namespace Gantry.Tests.Cli;

/// <summary>The real process on pipes that nobody reads any more.</summary>
public sealed class ClosedOutputTests
{
    private const string Nowhere = "unix:///nowhere/x.sock";

    [Theory]
    [InlineData("--help", 0)]
    [InlineData("ps --host unix:///nowhere/x.sock", 11)]
    [InlineData("stak", 2)]
    [InlineData("health --host unix:///nowhere/x.sock", 1)]
    public async Task A_reader_that_left_changes_no_outcome(string line, int code)
    {
        Assert.Equal((code, ""), await RunAsync(Nowhere, "$G " + line + " >&$w", keepsError: code == 0));
        Assert.Equal((code, ""), await RunAsync(Nowhere, "$G " + line + " >&$w 2>&1", keepsError: true));
    }

    [Fact]
    public async Task Following_ends_in_order_when_the_reader_leaves()
    {
        await using var server = new ScriptedServer();
        server.On("GET /v1/stacks", async (_, stream, ct) =>
        {
            var list = System.Text.Json.JsonSerializer.Serialize(Canned.List(Canned.Stack("shop")), ApiJson.Default.ListedStackItem);
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: list\ndata: {list}\n\n"), ct);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        });

        Assert.Equal((0, ""), await RunAsync(server.Address, "$G stack ls --watch >&$w", keepsError: true));
        Assert.Equal((0, ""), await RunAsync(server.Address, "$G stack ls --watch >&$w 2>&1", keepsError: true));
    }

    [Fact]
    public async Task A_full_disk_is_an_error() => Assert.Equal(
        (1, "error: The output cannot be written: No space left on device.\n"),
        await RunAsync(Nowhere, "$G --help >/dev/full", keepsError: true));

    /// <param name="script">Of bash: <c>$G</c> is gantry, and <c>$w</c> a pipe whose reader has ended.</param>
    private static async Task<(int Code, string Error)> RunAsync(string host, string script, bool keepsError)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"exec {{w}}> >(exec true); wait $!; {script}"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["G"] = Path.Combine(AppContext.BaseDirectory, "gantry");
        start.Environment["GANTRY_HOST"] = host;
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, keepsError ? error : "");
    }
}
