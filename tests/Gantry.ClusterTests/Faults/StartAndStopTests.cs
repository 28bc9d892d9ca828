using System.Globalization;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Faults;

/// <summary>A server that comes and goes is no event for what runs.</summary>
public sealed class StartAndStopTests(LocalEngine engine)
{
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan NamesBackBound = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Stops_within_two_seconds_of_SIGTERM_and_no_container_stops_with_it()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("web");
        await using var server = await ServerProcess.StartAsync(engine, ct);
        await server.DeployAndWaitAsync(stack, Composes.Web(Ports.Free(), replicas: 2), ct);
        var before = await server.Cluster.StartsAsync(stack, ct);

        var (exitCode, after) = await server.TerminateAsync(ct);
        var started = await server.StartAgainAsync(ct);

        Assert.Equal(0, exitCode);
        Assert.True(after < StopBound, $"It took {after.TotalSeconds:0.00} s to stop.\n{server.Log}");
        Assert.True(started < ServerProcess.DebugStartBound, $"It took {started.TotalSeconds:0.00} s to start.\n{server.Log}");
        Assert.Equal(before, await server.Cluster.StartsAsync(stack, ct));
        Assert.Equal(2, before.Count);
    }

    [Fact]
    public async Task Settings_of_other_programs_in_the_folder_where_it_is_started_are_not_its_own()
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("gc-");
        try
        {
            var port = Ports.Free();
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "appsettings.json"),
                """{"Kestrel":{"Limits":{"MaxRequestBodySize":1},"Endpoints":{"Plain":{"Url":"http://127.0.0.1:PORT"}}}}""".Replace("PORT", $"{port}", StringComparison.Ordinal), ct);
            await using var server = await ServerProcess.StartAsync(
                new ServerPlace(engine.Engine, engine.Address.SocketPath) { WorkingDirectory = folder.FullName }, ct);

            await server.DeployAndWaitAsync(RandomStack.Named("web"), Composes.Shell("sleep 3600", "stop_signal: SIGKILL"), ct);

            using var caller = new System.Net.Sockets.TcpClient();
            await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => caller.ConnectAsync("127.0.0.1", port, ct).AsTask());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Stops_within_two_seconds_while_clients_follow_logs_hold_a_command_and_watch()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("held");
        await using var server = await ServerProcess.StartAsync(engine, ct);
        await server.DeployAndWaitAsync(stack, Composes.Shell("while true; do echo line; sleep 0.1; done", "stop_signal: SIGKILL"), ct);
        using var watch = await server.Api.OpenAsync("/v1/tasks?watch=true", ct);
        using var logs = await server.Api.OpenAsync($"/v1/services/{stack}_main/logs?follow=true", ct);
        using var lines = new StreamReader(await logs.Content.ReadAsStreamAsync(ct));
        await lines.ReadLineAsync(ct);
        using var command = await server.Api.ExecAsync($"{stack}_main.1", ["sh", "-c", "echo begun; sleep 600"], ct);
        var begun = await command.ReceiveAsync(new byte[100], ct);

        var (exitCode, after) = await server.TerminateAsync(ct);

        Assert.Equal(System.Net.WebSockets.WebSocketMessageType.Binary, begun.MessageType);
        Assert.Equal(0, exitCode);
        Assert.True(after < StopBound, $"It took {after.TotalSeconds:0.00} s to stop.\n{server.Log}");
    }

    [Fact]
    public async Task A_killed_server_is_missed_by_nobody_and_takes_its_containers_up_again()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("web");
        var port = Ports.Free();
        await using var server = await ServerProcess.StartAsync(engine, ct);
        await server.DeployAndWaitAsync(stack, Composes.Web(port, replicas: 3), ct);
        var before = await server.Cluster.StartsAsync(stack, ct);
        await using var caller = new PortCaller(port);

        await server.KillAsync(ct);
        await caller.UntilAnsweredAsync(10, ct);
        await server.StartAgainAsync(ct);
        await server.UntilAsync(token => server.IsInServiceAsync(stack, token), Eventually.Patience, "web is in service after the restart", ct);
        await caller.UntilAnsweredAsync(20, ct);

        Assert.Equal(before, await server.Cluster.StartsAsync(stack, ct));
        Assert.True(caller.Failures.Count == 0, await server.StoryAsync($"The published port failed: {string.Join("; ", caller.Failures)}"));
    }

    [Fact]
    public async Task Names_are_answered_again_within_a_second_of_the_restart_of_a_killed_server()
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("names");
        await using var server = await ServerProcess.StartAsync(engine, ct);
        await server.DeployAndWaitAsync(stack, Composes.Sleeper(replicas: 2), ct);
        var asker = (await server.Cluster.RunningAsync(stack, ct))[0];
        await server.UntilAsync(token => ResolvesAsync(asker.Id, token), Eventually.Patience, "the name 'main' resolves at first", ct);

        await server.KillAsync(ct);
        await server.StartAgainAsync(ct);
        var answering = await UptimeAsync(ct);
        var resolved = await FirstAnswerAsync(asker.Id, ct);

        Assert.True(resolved - answering < NamesBackBound, await server.StoryAsync($"It took {(resolved - answering).TotalSeconds:0.00} s."));
    }

    private static async Task<bool> ResolvesAsync(string container, CancellationToken ct)
    {
        var (exitCode, _, _) = await HostTool.TryRunAsync(ct, "docker", "exec", container, "nslookup", "-type=a", "main");
        return exitCode == 0;
    }

    // A lookup that nobody answers waits for seconds inside the engine's resolver: so one begins every tenth of a second,
    // and the first that is answered counts. The container has the host's uptime as its clock.
    private static async Task<TimeSpan> FirstAnswerAsync(string container, CancellationToken ct)
    {
        const string Lookups = "for i in $(seq 30); do (nslookup -type=a main >/dev/null 2>&1 && cat /proc/uptime) & sleep 0.1; done; wait";
        var answered = await HostTool.RunAsync(ct, "docker", "exec", container, "sh", "-c", Lookups);
        return Uptime(answered);
    }

    private static async Task<TimeSpan> UptimeAsync(CancellationToken ct) => Uptime(await File.ReadAllTextAsync("/proc/uptime", ct));

    private static TimeSpan Uptime(string text) => TimeSpan.FromSeconds(double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture));
}
