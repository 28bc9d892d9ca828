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
    [InlineData(true, "error: The container is gone.\nhint: gantry ps shows how the task is; gantry explain says why.\n")]
    [InlineData(false, "error: The server ended the connection without an exit code.\nhint: Whether the command goes on is not known: look with another exec, for example of ps.\n")]
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

    [Theory]
    [InlineData(126, "hint: It must be a program that this user may run")]
    [InlineData(127, "hint: Is it in the image?")]
    public async Task A_command_that_could_not_be_started_is_told_with_what_to_look_at(int code, string hint)
    {
        await using var server = new ScriptedServer();
        server.On(Call, (request, stream, ct) => ExecPeer.ServeAsync(
            request, stream, socket => ExecPeer.SendAsync(socket, new ExecControl(ExitCode: code, Error: "It cannot be."), ct), ct));

        var result = await new CliRun(server).RunAsync("exec", "shop_web.1", "nosuch");

        Assert.Equal(code, result.ExitCode);
        Assert.StartsWith($"error: It cannot be.\n{hint}", result.Error);
    }

    [Theory]
    [InlineData("shop_web.1", 422, "refused")]
    [InlineData("shop_web.1", 503, "worker_unreachable")]
    [InlineData("web", 422, "refused")]
    public async Task Where_nothing_can_be_run_the_exit_code_is_none_that_a_command_would_have(string subject, int status, string code)
    {
        await using var server = new ScriptedServer();
        server.Problem(Call, status, code, "shop_web.1 is failed, not running.")
            .Json("GET /v1/services/web", Canned.Service(), ApiJson.Default.ServiceItem)
            .Json("GET /v1/tasks?service=ssssssssssssssss", Canned.List(Canned.Task('a', 1, "failed", TaskState.Failed, TimeSpan.Zero)), ApiJson.Default.ListedTaskItem);

        var result = await new CliRun(server).RunAsync("exec", subject, "true");

        Assert.Equal(125, result.ExitCode);
        Assert.StartsWith("error: ", result.Error);
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
