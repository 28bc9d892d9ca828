using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

public sealed class ExecTests
{
    private const string Call = "GET /v1/tasks/shop_web.1/exec";

    [Fact]
    public async Task Streams_and_exit_code_are_passed_on()
    {
        await using var server = new ScriptedServer();
        ExecRequest? start = null;
        server.On(Call, (request, stream, ct) => ExecPeer.ServeAsync(request, stream, async socket =>
        {
            start = (await ControlAsync(socket, ct)).Start;
            await SendAsync(socket, 1, "out\n", ct);
            await SendAsync(socket, 2, "err\n", ct);
            await ExecPeer.SendAsync(socket, new ExecControl(ExitCode: 137), ct);
        }, ct));

        var result = await new CliRun(server).RunAsync("exec", "-u", "root", "-e", "A=1", "shop_web.1", "ls", "-la", "--help");

        Assert.Equal((137, "out\n", "err\n"), (result.ExitCode, result.Out, result.Error));
        Assert.Equal(["ls", "-la", "--help"], start!.Command);
        Assert.Equal(("root", false, false), (start.User, start.Tty, start.Stdin));
    }

    [Fact]
    public async Task Input_is_passed_on_to_its_end()
    {
        await using var server = new ScriptedServer();
        server.On(Call, (request, stream, ct) => ExecPeer.ServeAsync(request, stream, async socket =>
        {
            _ = await ControlAsync(socket, ct);
            var typed = "";
            while (true)
            {
                var (type, bytes) = await ReceiveAsync(socket, ct);
                if (type == WebSocketMessageType.Text && JsonSerializer.Deserialize(bytes, ApiJson.Default.ExecControl)!.StdinEnded)
                    break;
                typed += Encoding.UTF8.GetString(bytes[1..]);
            }

            await SendAsync(socket, 1, typed.ToUpperInvariant(), ct);
            await ExecPeer.SendAsync(socket, new ExecControl(ExitCode: 0), ct);
        }, ct));

        var result = await new CliRun(server) { Input = "hello" }.RunAsync("exec", "-i", "shop_web.1", "cat");

        Assert.Equal((0, "HELLO"), (result.ExitCode, result.Out));
    }

    [Fact]
    public async Task Of_a_service_a_task_that_serves_is_picked()
    {
        await using var server = new ScriptedServer();
        server.Json("GET /v1/services/web", Canned.Service(), ApiJson.Default.ServiceItem)
            .Json(
                "GET /v1/tasks?service=ssssssssssssssss",
                Canned.List(
                    Canned.Task('a', 1, "failed", TaskState.Failed, TimeSpan.Zero),
                    Canned.Task('b', 2, "running", TaskState.Running, TimeSpan.Zero)),
                ApiJson.Default.ListedTaskItem)
            .On("GET /v1/tasks/bbbbbbbbbbbbbbbb/exec", (request, stream, ct) =>
                ExecPeer.ServeAsync(request, stream, socket => ExecPeer.SendAsync(socket, new ExecControl(ExitCode: 3), ct), ct));

        Assert.Equal(3, (await new CliRun(server).RunAsync("exec", "web", "true")).ExitCode);
    }

    [Theory]
    [InlineData(true, "error: The container is gone.\n")]
    [InlineData(false, "error: The server ended the connection without an exit code.\n")]
    public async Task Without_an_exit_code_it_ends_with_125(bool saysWhy, string error)
    {
        await using var server = new ScriptedServer();
        server.On(Call, (request, stream, ct) => ExecPeer.ServeAsync(request, stream, async socket =>
        {
            _ = await ControlAsync(socket, ct);
            if (saysWhy)
                await ExecPeer.SendAsync(socket, new ExecControl(Error: "The container is gone."), ct);
        }, ct));

        var result = await new CliRun(server).RunAsync("exec", "shop_web.1", "true");

        Assert.Equal((125, error), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_terminal_is_needed_for_one()
    {
        var result = await new CliRun().RunAsync("exec", "-it", "shop_web.1", "sh");

        Assert.Equal((2, "error: -t needs a terminal, and standard input is none.\nhint: Leave -t out.\n"), (result.ExitCode, result.Error));
    }

    private static async Task<(WebSocketMessageType Type, byte[] Bytes)> ReceiveAsync(WebSocket socket, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), ct);
        return (part.MessageType, buffer[..part.Count]);
    }

    private static async Task<ExecControl> ControlAsync(WebSocket socket, CancellationToken ct) =>
        JsonSerializer.Deserialize((await ReceiveAsync(socket, ct)).Bytes, ApiJson.Default.ExecControl)!;

    private static Task SendAsync(WebSocket socket, byte stream, string text, CancellationToken ct) =>
        socket.SendAsync((byte[])[stream, .. Encoding.UTF8.GetBytes(text)], WebSocketMessageType.Binary, endOfMessage: true, ct);
}
