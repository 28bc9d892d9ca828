using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

public sealed class DockerEventsTests(LocalEngine local) : IAsyncDisposable
{
    private readonly EngineScope _scope = local.NewScope();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_life_of_a_container_is_told_in_order()
    {
        var since = EngineTime.From(TimeProvider.System.GetUtcNow());
        var id = await _scope.RunAsync("life", "exit 3", Ct);

        var seen = await ReadUntilAsync(since, e => e.Action == "die");

        Assert.Equal(["create", "start", "die"], seen.Select(e => e.Action).Where(a => a is "create" or "start" or "die"));
        Assert.All(seen, e => Assert.Equal(id, e.Actor.Id));
        Assert.Equal("3", seen[^1].Actor.Attributes["exitCode"]);
        Assert.Equal(_scope.Name("life"), seen[^1].Actor.Attributes["name"]);
    }

    [Fact]
    public async Task A_stream_resumes_after_the_last_event_that_was_seen()
    {
        var since = EngineTime.From(TimeProvider.System.GetUtcNow());
        var id = await _scope.CreateAsync("resume", _scope.Shell("sleep 600"), Ct);
        var created = (await ReadUntilAsync(since, e => e.Action == "create"))[^1];

        await local.Engine.Containers.StartAsync(id, Ct);
        await local.Engine.Containers.KillAsync(id, "SIGKILL", Ct);
        var again = await ReadUntilAsync(new EngineTime(created.TimeNano), e => e.Action == "die");
        var resumed = await ReadUntilAsync(new EngineTime(created.TimeNano + 1), e => e.Action == "die");

        Assert.Equal("create", again[0].Action);
        Assert.Equal(["start", "kill", "die"], resumed.Select(e => e.Action));
    }

    [Fact]
    public async Task Health_is_told_as_it_changes()
    {
        var since = EngineTime.From(TimeProvider.System.GetUtcNow());
        await _scope.RunAsync("health", _scope.Shell("sleep 600") with
        {
            Healthcheck = new HealthcheckConfig { Test = ["CMD", "true"], Interval = 100_000_000, Retries = 1 },
        }, Ct);

        var seen = await ReadUntilAsync(since, e => e.Action.StartsWith("health_status", StringComparison.Ordinal));

        Assert.Equal("health_status: healthy", seen[^1].Action);
    }

    [Fact]
    public async Task Waiting_for_events_ends_at_once_when_given_up()
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var reading = CountAsync(giveUp.Token);

        await local.Engine.PingAsync(Ct);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(5), Ct));
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    private async Task<int> CountAsync(CancellationToken ct)
    {
        var count = 0;
        await foreach (var _ in local.Engine.EventsAsync(_scope.Ours, since: null, ct))
            count++;
        return count;
    }

    private async Task<List<EngineEvent>> ReadUntilAsync(EngineTime since, Predicate<EngineEvent> last)
    {
        var seen = new List<EngineEvent>();
        await foreach (var happened in local.Engine.EventsAsync(_scope.Ours.And("type", "container"), since, Ct))
        {
            seen.Add(happened);
            if (last(happened))
                return seen;
        }

        throw new EndOfStreamException("The events ended early.");
    }
}
