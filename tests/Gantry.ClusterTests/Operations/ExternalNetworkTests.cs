using System.Globalization;
using System.Security.Cryptography;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Model.Deployments;

namespace Gantry.ClusterTests.Operations;

/// <summary>Names and published ports on networks that somebody else made.</summary>
public sealed class ExternalNetworkTests(LocalEngine engine) : IAsyncDisposable
{
    private readonly string _network = RandomStack.Named("lan");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stack_on_an_external_network_has_names_and_a_published_port_also_after_the_server_was_killed()
    {
        await MakeAsync();
        var stack = RandomStack.Named("ext");
        var port = Ports.Free();
        await using var server = await ServerProcess.StartAsync(engine, Ct);

        await server.DeployAndWaitAsync(stack, OnNetwork(Composes.Web(port, replicas: 2), _network), Ct);

        var asker = (await server.Cluster.RunningAsync(stack, Ct))[0];
        await server.UntilAsync(token => ResolvesAsync(asker.Id, token), Eventually.Patience, "the name 'web' resolves", Ct);
        await using var caller = new PortCaller(port);
        await caller.UntilAnsweredAsync(4, Ct);

        await server.KillAsync(Ct);
        await server.StartAgainAsync(Ct);

        await server.UntilAsync(token => ResolvesAsync(asker.Id, token), Eventually.Patience, "the name 'web' resolves after the restart", Ct);
        await caller.UntilAnsweredAsync(20, Ct);
        Assert.True(caller.Failures.Count == 0, await server.StoryAsync($"The published port failed: {string.Join("; ", caller.Failures)}"));
    }

    [Fact]
    public async Task An_external_network_that_names_cannot_work_on_is_refused_by_name()
    {
        var stack = RandomStack.Named("ext");
        await using var server = await ServerProcess.StartAsync(engine, Ct);

        var ended = await server.DeployAndSeeAsync(stack, OnNetwork(Composes.Sleeper(), "none"), Ct);

        Assert.Equal(DeploymentState.Failed, ended.State);
        Assert.Contains("'none': it is external and has the driver 'null'", ended.Reason, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await HostTool.TryRunAsync(deadline.Token, "docker", "network", "rm", _network);
    }

    private static async Task<bool> ResolvesAsync(string container, CancellationToken ct)
    {
        var (exitCode, _, _) = await HostTool.TryRunAsync(ct, "docker", "exec", container, "nslookup", "-type=a", "web");
        return exitCode == 0;
    }

    private static string OnNetwork(string compose, string network) => $"""
        {compose}
            networks: [lan]
        networks:
          lan:
            external: true
            name: {network}
        """;

    // 10.64.0.0/10: the product's own pool is 10.128.0.0/9.
    private Task MakeAsync()
    {
        var subnet = string.Create(CultureInfo.InvariantCulture, $"10.{RandomNumberGenerator.GetInt32(64, 128)}.{RandomNumberGenerator.GetInt32(256)}.0/24");
        return HostTool.RunAsync(Ct, "docker", "network", "create", "--subnet", subnet, _network);
    }
}
