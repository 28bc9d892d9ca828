using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Tests.Cli;

/// <summary><c>gantry ca</c></summary>
public sealed class CaTests
{
    private const string Rotate = "POST /v1/ca/rotate";
    private static readonly DateTimeOffset Until = new(2036, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CaItem Over = new("bbbb", Until, null);

    [Fact]
    public async Task Rotating_waits_and_says_who_is_missing_until_every_node_has_followed()
    {
        await using var server = new ScriptedServer();
        server.Json(Rotate, Under(0, "n1", "n2"), ApiJson.Default.CaItem)
            .Json("GET /v1/ca", Under(1, "n2"), ApiJson.Default.CaItem)
            .Json("GET /v1/ca", Over, ApiJson.Default.CaItem);

        var result = await WaitedAsync(new CliRun(server), "ca", "rotate");

        Assert.Equal((0, "0 of 2 nodes have followed, missing: n1, n2\n1 of 2 nodes have followed, missing: n2\nThe CA is replaced: bbbb\n"), (result.ExitCode, result.Out));
    }

    [Fact]
    public async Task At_its_deadline_it_names_who_is_missing_and_how_to_end_it()
    {
        await using var server = new ScriptedServer();
        server.Json(Rotate, Under(1, "n2"), ApiJson.Default.CaItem).Json("GET /v1/ca", Under(1, "n2"), ApiJson.Default.CaItem);

        var result = await WaitedAsync(new CliRun(server), "ca", "rotate", "--timeout", "90s");

        Assert.Equal(5, result.ExitCode);
        Assert.Equal(
            """
            error: After 90s not every node has followed. The replacement goes on.
              n2: down
            hint: Wait for it with: gantry ca rotate; end it without them with: gantry ca rotate --finish

            """,
            result.Error);
    }

    [Theory]
    [InlineData("ca rotate --detach", "", "The CA is being replaced.")]
    [InlineData("ca rotate --dry-run", "?dryRun=true", "Would replace CA bbbb; to follow: n2.")]
    [InlineData("ca rotate --finish --dry-run", "?dryRun=true", "Would end the replacement of the CA, without n2.")]
    public async Task Without_waiting_it_asks_once(string line, string query, string expected)
    {
        await using var server = new ScriptedServer();
        server.Json($"{Rotate}{query}", Under(0, "n2"), ApiJson.Default.CaItem);

        var result = await new CliRun(server).RunAsync(line.Split(' '));

        Assert.StartsWith(expected, result.Out, StringComparison.Ordinal);
        Assert.Equal($"{{\"finish\":{(line.Contains("--finish", StringComparison.Ordinal) ? "true" : "false")}}}", Assert.Single(server.Requests).Body);
    }

    [Fact]
    public async Task Inspecting_shows_the_CA_and_who_has_not_followed()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/ca", Under(1, "n2"), ApiJson.Default.CaItem);

        var result = await new CliRun(server).RunAsync("ca", "inspect");

        Assert.Equal(
            """
            ca bbbb
            valid until 2036-01-01 00:00:00Z
            replaces aaaa, asked for by ana 2 minutes ago
            1 of 2 nodes have followed, missing: n2

            NOT FOLLOWED   STATE
            n2             down

            """,
            result.Out);
    }

    private static CaItem Under(int following, params string[] missing) => new("bbbb", Until, new CaRotationItem(
        "aaaa", Canned.Now.AddMinutes(-2), "ana", IsFinishing: false, following,
        [.. missing.Select(name => new MissingNode(NodeId.Parse("nnnnnnnnnnnnnnnn"), name, NodeState.Down))]));

    // Each look at the server is due in half a second of the test's clock.
    private static async Task<CliResult> WaitedAsync(CliRun run, params string[] line)
    {
        var running = run.RunAsync(line);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!running.IsCompleted)
        {
            run.Time.Advance(TimeSpan.FromMilliseconds(500));
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return await running;
    }
}
