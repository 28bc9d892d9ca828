using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Gantry.Manager.Api.OpenApi;
using Gantry.Model.Api;
using Gantry.Model.Wire;

namespace Gantry.Tests.Manager.Api;

public sealed class StreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_output_of_all_tasks_is_merged_by_time()
    {
        await using var rig = await DeployedAsync();
        var first = rig.Store.Current.Tasks.Single(t => t.Slot == 1).Id;
        rig.Worker = request => Lines(request.TaskId == first ? [("a", 1), ("c", 3)] : [("b", 2), ("d", 4)]);

        using var answer = await rig.SendAsync(HttpMethod.Get, "/v1/services/web/logs");

        var lines = (await answer.Content.ReadAsStringAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize(l, ApiJson.Default.LogLine)!).ToList();
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["a", "b", "c", "d"], lines.Select(l => l.Text));
        Assert.Equal(["shop_web.1", "shop_web.2", "shop_web.1", "shop_web.2"], lines.Select(l => l.Task));
    }

    [Fact]
    public async Task A_worker_that_is_away_is_said_in_place_of_its_lines()
    {
        await using var rig = await DeployedAsync();
        var first = rig.Store.Current.Tasks.Single(t => t.Slot == 1).Id;
        rig.Worker = request => request.TaskId == first ? Lines([("a", 1)]) : throw new LinkException("away");

        var text = await rig.Http.GetStringAsync("/v1/services/web/logs", Ct);

        Assert.Contains("\"text\":\"a\"", text, StringComparison.Ordinal);
        Assert.Contains("\"stream\":\"gantry\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_goes_on_with_the_tasks_that_come()
    {
        await using var rig = await DeployedAsync();
        rig.Worker = request => request.Logs!.Follow ? Lines([($"live of {request.TaskId}", 9)]) : Lines([]);
        using var answer = await rig.SendAsync(HttpMethod.Get, "/v1/services/web/logs?follow=true");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Ct));
        await reader.ReadLineAsync(Ct);
        await reader.ReadLineAsync(Ct);

        (await rig.SendAsync(HttpMethod.Post, "/v1/services/web/scale", """{"replicas":3}""")).Dispose();

        Assert.Equal("shop_web.3", JsonSerializer.Deserialize((await reader.ReadLineAsync(Ct))!, ApiJson.Default.LogLine)!.Task);
    }

    [Fact]
    public async Task The_output_of_a_task_whose_container_is_gone_is_gone()
    {
        await using var rig = await DeployedAsync();
        (await rig.SendAsync(HttpMethod.Post, "/v1/services/web/scale", """{"replicas":1}""")).Dispose();
        var task = rig.Store.Current.Tasks.Single(t => t.Slot == 2).Id;
        await rig.WhenAsync(state => state.Find(task)!.HasEnded);
        await rig.Store.UpdateAsync(
            tx =>
            {
                var ended = tx.State.Find(task)!;
                tx.Put(ended with { Observed = ended.Observed with { IsContainerGone = true } });
            },
            Ct);

        using var answer = await rig.SendAsync(HttpMethod.Get, $"/v1/tasks/{task}/logs");

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Equal("logs_gone", (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Code);
    }

    [Fact]
    public async Task The_output_of_a_dead_task_is_read_from_its_worker_in_the_range_that_was_asked_for()
    {
        await using var rig = await DeployedAsync();
        (await rig.SendAsync(HttpMethod.Post, "/v1/services/web/scale", """{"replicas":1}""")).Dispose();
        var task = rig.Store.Current.Tasks.Single(t => t.Slot == 2).Id;
        await rig.WhenAsync(state => state.Find(task)!.HasEnded);
        var asked = new List<StreamRequest>();
        rig.Worker = request =>
        {
            asked.Add(request);
            return Lines([("last words", 5)]);
        };

        var text = await rig.Http.GetStringAsync($"/v1/tasks/{task}/logs?since=2030-01-01T00:00:00Z&until=2030-01-01T01:00:00Z&tail=5", Ct);

        var request = Assert.Single(asked);
        var from = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal((StreamKind.Logs, task), (request.Kind, request.TaskId));
        Assert.Equal(new LogsRange(Follow: false, from, from.AddHours(1), 5), request.Logs);
        Assert.Contains("last words", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_a_dead_task_ends_with_what_it_wrote()
    {
        await using var rig = await DeployedAsync();
        (await rig.SendAsync(HttpMethod.Post, "/v1/services/web/scale", """{"replicas":1}""")).Dispose();
        var task = rig.Store.Current.Tasks.Single(t => t.Slot == 2).Id;
        await rig.WhenAsync(state => state.Find(task)!.HasEnded);
        rig.Worker = _ => Lines([("last words", 5)]);

        var text = await rig.Http.GetStringAsync($"/v1/tasks/{task}/logs?follow=true&tail=5", Ct);

        Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_commands_streams_and_exit_code_go_through()
    {
        await using var rig = await DeployedAsync();
        var (near, far) = DuplexStream.CreatePair();
        rig.Worker = _ => near;
        var command = EchoAsync(far);
        using var socket = await rig.ConnectAsync("/v1/tasks/shop_web.1/exec");

        await SendTextAsync(socket, new ExecControl(Start: new ExecRequest(["cat"], Stdin: true)));
        await socket.SendAsync("\0hello"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Ct);
        var (type, bytes) = await ReceiveAsync(socket);
        await SendTextAsync(socket, new ExecControl(StdinEnded: true));
        var (_, end) = await ReceiveAsync(socket);

        Assert.Equal("gantry.exec.v1", socket.SubProtocol);
        Assert.Equal((WebSocketMessageType.Binary, "\u0001hello"), (type, Encoding.UTF8.GetString(bytes)));
        Assert.Equal(7, JsonSerializer.Deserialize(end, ApiJson.Default.ExecControl)!.ExitCode);
        var started = await command;
        Assert.Equal(["cat"], started.Command);
    }

    [Fact]
    public async Task A_server_that_stops_cuts_logs_commands_and_watches_at_once()
    {
        await using var rig = await DeployedAsync();
        rig.Worker = _ => DuplexStream.CreatePair().One;
        using var watch = await rig.SendAsync(HttpMethod.Get, "/v1/tasks?watch=true");
        using var ofTask = await rig.SendAsync(HttpMethod.Get, "/v1/tasks/shop_web.1/logs?follow=true");
        using var ofService = await rig.SendAsync(HttpMethod.Get, "/v1/services/web/logs?follow=true");
        using var socket = await rig.ConnectAsync("/v1/tasks/shop_web.1/exec");
        await SendTextAsync(socket, new ExecControl(Start: new ExecRequest(["cat"], Stdin: true)));

        var start = TimeProvider.System.GetTimestamp();
        await rig.App.StopAsync(Ct);
        var took = TimeProvider.System.GetElapsedTime(start);

        Assert.True(took < TimeSpan.FromSeconds(1), $"It took {took.TotalSeconds:0.00} s.");
        await Assert.ThrowsAnyAsync<Exception>(() => ReceiveAsync(socket));
    }

    [Fact]
    public async Task A_command_needs_a_websocket()
    {
        await using var rig = await DeployedAsync();

        using var answer = await rig.SendAsync(HttpMethod.Get, "/v1/tasks/shop_web.1/exec");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task An_explanation_has_the_last_lines_of_output()
    {
        await using var rig = await DeployedAsync();
        rig.Worker = _ => Lines([("last words", 1)]);

        var explanation = await rig.GetAsync("/v1/tasks/shop_web.1/explanation", ApiJson.Default.Explanation);

        Assert.Equal(["last words"], explanation.LastLogLines);
        Assert.Equal("running", (await rig.GetAsync("/v1/services/web/explanation", ApiJson.Default.Explanation)).State);
    }

    [Fact]
    public async Task The_document_has_every_route()
    {
        await using var rig = await ApiRig.StartAsync();

        using var document = JsonDocument.Parse(await ApiDocument.WriteAsync(rig.App.Services, Ct));

        var paths = document.RootElement.GetProperty("paths");
        var operations = paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).ToList();
        Assert.True(operations.Count >= 34, $"{operations.Count} operations");
        Assert.All(operations, o => Assert.False(string.IsNullOrEmpty(o.Value.GetProperty("summary").GetString())));
        var deploy = paths.GetProperty("/v1/stacks/{name}").GetProperty("put");
        Assert.True(deploy.TryGetProperty("requestBody", out _));
        Assert.Contains(deploy.GetProperty("parameters").EnumerateArray(), p => p.GetProperty("name").GetString() == "dryRun");
    }

    private static async Task<ApiRig> DeployedAsync()
    {
        var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1, deploy: {replicas: 2}}}")).Dispose();
        await rig.WhenInServiceAsync("shop", 2);
        return rig;
    }

    private static MemoryStream Lines(IEnumerable<(string Text, int Second)> lines) => new(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l =>
        JsonSerializer.Serialize(new LogLine("worker's name", "stdout", DateTimeOffset.UnixEpoch.AddSeconds(l.Second), l.Text), ApiJson.Default.LogLine) + "\n"))));

    private static async Task<ExecRequest> EchoAsync(Stream worker)
    {
        var start = JsonSerializer.Deserialize((await ExecFrame.ReadFromAsync(worker, Ct))!.Value.Payload.Span, ApiJson.Default.ExecControl)!.Start!;
        while (await ExecFrame.ReadFromAsync(worker, Ct) is { Channel: ExecChannel.Stdin } typed)
            await new ExecFrame(ExecChannel.Stdout, typed.Payload).WriteToAsync(worker, Ct);
        await new ExecFrame(ExecChannel.Control, JsonSerializer.SerializeToUtf8Bytes(new ExecControl(ExitCode: 7), ApiJson.Default.ExecControl)).WriteToAsync(worker, Ct);
        return start;
    }

    private static Task SendTextAsync(WebSocket socket, ExecControl control) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(control, ApiJson.Default.ExecControl), WebSocketMessageType.Text, endOfMessage: true, Ct);

    private static async Task<(WebSocketMessageType, byte[])> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[4_096];
        var part = await socket.ReceiveAsync(buffer, Ct);
        return (part.MessageType, buffer[..part.Count]);
    }
}
