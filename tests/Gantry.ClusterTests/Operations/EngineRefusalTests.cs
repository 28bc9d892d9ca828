using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>What this engine cannot make or start, in its own words, and what <c>gantry explain</c> says to do.</summary>
public sealed class EngineRefusalTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerProcess _server = shared.Process;

    [Theory]
    [InlineData("runtime: no-such", "no-such", "has no runtime of that name")]
    [InlineData("volumes: [{type: bind, source: /no/such/folder, target: /x, bind: {create_host_path: false}}]", "/no/such/folder", "Make that path on here")]
    [InlineData("gpus: [{driver: no-such, count: 1}]", "could not select device driver", "NVIDIA Container Toolkit")]
    [InlineData("sysctls: {net.nope: 1}", "/proc/sys/net/nope", "Correct sysctls of main")]
    [InlineData("user: nobody-at-all", "nobody-at-all", "correct user or group_add of main")]
    public async Task Who_asks_is_told_what_to_do_and_the_engines_words(string key, string words, string advice)
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("refused");
        await File.WriteAllTextAsync(Path.Combine(_server.Folder, "compose.yaml"), Composes.Sleeper() + $"\n    restart: \"no\"\n    {key}\n", ct);

        (await RunAsync(ct, "deploy", stack, "--yes")).Expect(4);

        var explained = (await RunAsync(ct, "explain", $"{stack}_main")).Expect(0).Output;
        Assert.Contains(words, explained, StringComparison.Ordinal);
        Assert.Contains(advice, explained, StringComparison.Ordinal);
        await RunAsync(ct, "stack", "rm", stack, "--yes");
    }

    private Task<CommandOutcome> RunAsync(CancellationToken ct, params string[] args) =>
        new GantryCommand(_server.Folder).RunAsync(ct, [.. args, "--host", $"unix://{_server.SocketPath}"]);
}
