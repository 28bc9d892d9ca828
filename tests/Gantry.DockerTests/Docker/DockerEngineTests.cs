using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;

namespace Gantry.DockerTests.Docker;

public sealed class DockerEngineTests(LocalEngine local) : IAsyncDisposable
{
    private readonly EngineScope _scope = local.NewScope();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ping_version_and_info_agree()
    {
        var spoken = await local.Engine.PingAsync(Ct);
        var version = await local.Engine.VersionAsync(Ct);
        var info = await local.Engine.InfoAsync(Ct);

        Assert.True(spoken >= ApiVersion.Oldest && spoken <= ApiVersion.Newest, spoken.ToString());
        Assert.True(spoken <= ApiVersion.Parse(version.ApiVersion));
        Assert.Equal(version.Version, info.ServerVersion);
        Assert.Equal("linux", info.OsType);
        Assert.InRange(info.Cpus, 1, 4096);
        Assert.True(info.MemTotal > 100_000_000);
        Assert.Contains("runc", info.Runtimes.Keys);
        Assert.Contains("json-file", info.Plugins?.Log ?? []);
        Assert.Contains(info.CgroupVersion, (string[])["1", "2"]);
    }

    [Fact]
    public async Task Many_long_streams_do_not_starve_short_calls()
    {
        var id = await _scope.RunAsync("silent", "sleep 600", Ct);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var streams = Enumerable.Range(0, 150)
            .Select(i => i % 2 == 0
                ? local.Engine.Containers.LogsAsync(id, new LogsQuery(Follow: true), end.Token).TextAsync(end.Token)
                : local.Engine.Containers.WaitAsync(id, end.Token) as Task)
            .ToList();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => local.Engine.Containers.InspectAsync(id, Ct)));
        await local.Engine.PingAsync(Ct);

        Assert.DoesNotContain(streams, s => s.IsCompleted);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(streams));
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();
}
