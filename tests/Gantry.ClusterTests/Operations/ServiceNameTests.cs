using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>Compose lets services have dots and capital letters in their names.</summary>
public sealed class ServiceNameTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Compose = """
        services:
          wazuh.indexer:
            image: busybox:1.36
            command: [sh, -c, "echo I am the indexer; exec httpd -f -p 80 -h /etc"]
            healthcheck: {test: [CMD, wget, -qO/dev/null, "http://127.0.0.1/hostname"], interval: 1s}
            stop_grace_period: 0s
          serviceB:
            image: busybox:1.36
            command: [sh, -c, "wget -qO- http://wazuh.indexer/hostname && nslookup -type=a SERVICEb > /dev/null && echo both are found; sleep 3600"]
            depends_on: {wazuh.indexer: {condition: service_healthy}}
            stop_grace_period: 0s
        """;

    private readonly ServerProcess _server = shared.Process;

    [Fact]
    public async Task Services_with_dots_and_capitals_find_each_other_and_every_command_finds_them()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("names");
        await File.WriteAllTextAsync(Path.Combine(_server.Folder, "compose.yaml"), Compose, ct);

        (await RunAsync(ct, "deploy", stack, "--yes")).Expect(0);

        await _server.UntilAsync(async token => (await RunAsync(token, "logs", $"{stack}_serviceB")).Output.Contains("both are found", StringComparison.Ordinal), Eventually.Patience, "it finds both", ct);
        foreach (var name in (string[])["wazuh.indexer", $"{stack}_wazuh.indexer", $"{stack}_wazuh.indexer.1"])
        {
            Assert.Contains("I am the indexer", (await RunAsync(ct, "logs", name)).Expect(0).Output, StringComparison.Ordinal);
            Assert.Equal("ours\n", (await RunAsync(ct, "exec", name, "--", "echo", "ours")).Expect(0).Output);
            Assert.Contains("wazuh.indexer", (await RunAsync(ct, "explain", name)).Expect(0).Output, StringComparison.Ordinal);
        }

        Assert.Contains("wazuh.indexer.1", (await RunAsync(ct, "service", "ps", $"{stack}_wazuh.indexer")).Expect(0).Output, StringComparison.Ordinal);
        (await RunAsync(ct, "service", "scale", $"{stack}_serviceB=2")).Expect(0);
        Assert.Contains("There is no task", (await RunAsync(ct, "exec", $"{stack}_wazuh.indexer.7", "true")).Errors, StringComparison.Ordinal);
        Assert.Contains("There is no service or task", (await RunAsync(ct, "explain", $"{stack}_wazuh.index")).Errors, StringComparison.Ordinal);
        (await RunAsync(ct, "stack", "rm", stack, "--yes")).Expect(0);
    }

    private Task<CommandOutcome> RunAsync(CancellationToken ct, params string[] args) =>
        new GantryCommand(_server.Folder).RunAsync(ct, ["--host", $"unix://{_server.SocketPath}", .. args]);
}
