using System.Net;
using System.Security.Cryptography;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Faults;

public sealed class FullDataDirectoryTests(LocalEngine engine)
{
    private const int PaddingBytes = 200_000;

    [Fact]
    public async Task A_full_disk_refuses_changes_and_nothing_else_and_space_alone_mends_it()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("stays");
        await using var disk = await SmallDisk.MountAsync(8, ct);
        await using var server = await ServerProcess.StartAsync(
            new ServerPlace(engine.Engine, engine.Address.SocketPath) { DataDirectory = Path.Combine(disk.Folder, "data") }, ct);
        await server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 2), ct);
        var before = await server.Cluster.RunningAsync(stack, ct);

        disk.Fill();
        var refused = await FirstRefusalAsync(server, ct);
        Assert.Equal((HttpStatusCode)507, refused.Status);
        Assert.Equal("application/problem+json", refused.ContentType);
        Assert.Equal("store_full", refused.Problem?.Code);
        Assert.Contains("Free some space", refused.Problem?.Detail, StringComparison.Ordinal);

        Assert.Contains((await server.Api.SystemAsync(ct)).Checks, c => c.Problem?.Contains("changes are refused", StringComparison.Ordinal) == true);

        // One dies meanwhile: the others go on, reads too, and so does the server.
        await server.Cluster.KillAsync(before[0].Id, ct);
        Assert.Contains((await server.Api.StacksAsync(ct)).Items, s => s.Name == stack);
        Assert.Equal((HttpStatusCode)507, (await FirstRefusalAsync(server, ct)).Status);
        Assert.Contains(before[1], await server.Cluster.RunningAsync(stack, ct));

        disk.Free();
        await server.UntilAsync(
            async token => await server.IsInServiceAsync(stack, token) && (await server.Cluster.RunningAsync(stack, token)).Count == 2,
            Eventually.Patience, "the one that died is replaced", ct);
        await server.DeployAndWaitAsync(RandomStack.Named("later"), Composes.Sleeper(), ct);
        Assert.Contains(before[1], await server.Cluster.RunningAsync(stack, ct));
        Assert.All((await server.Api.SystemAsync(ct)).Checks, c => Assert.Null(c.Problem));
        Assert.False(server.HasExited);
    }

    // What fits into pages that the log of the store has already still goes through.
    private static async Task<ApiAnswer> FirstRefusalAsync(ServerProcess server, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var compose = $"# {RandomNumberGenerator.GetHexString(PaddingBytes)}\n{Composes.Sleeper(replicas: 0)}";
            var answer = await server.Api.TryDeployAsync(RandomStack.Named("fill"), compose, ct);
            if (!answer.IsAccepted)
                return answer;
        }

        throw new InvalidOperationException("The disk is full and takes whatever it is given.");
    }
}
