using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Cli;

/// <summary>Every code of docs/exit-codes.md is what some command line ends with.</summary>
public sealed partial class ExitCodeTableTests
{
    private static readonly (int Code, string Line)[] Runs =
    [
        (0, "service restart web"),
        (1, "health"),
        (2, "stak"),
        (3, "plan shop --detailed-exitcode"),
        (4, "deployment watch failed"),
        (5, "deployment watch slow --timeout 5ms"),
        (6, "deployment watch blocked --timeout 5ms"),
        (7, "validate -f bad.yaml"),
        (8, "service restart busy"),
        (9, "service restart nosuch"),
        (10, "service restart forbidden"),
        (11, "ps --host unix:///nowhere/x.sock"),
        (12, "service restart web nosuch"),
        (13, "server --data-dir data --socket data.sock"),
        (125, "exec shop_web.1 nothing"),
        (126, "exec shop_web.2 /etc/passwd"),
        (127, "exec shop_web.3 nosuch"),
        (130, "deployment watch interrupted"),
    ];

    public static TheoryData<int, string> Rows() => [.. Runs];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_command_line_ends_with(int code, string line)
    {
        await using var server = new ScriptedServer();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await ScriptAsync(server, interrupt);
        var run = new CliRun(server) { Clock = new EagerTime(TimeSpan.FromSeconds(1)) };

        var result = await run.RunAsync(interrupt.Token, line.Replace(" data", $" {server.Folder}/data").Split(' '));

        Assert.True(code == result.ExitCode, $"{result.ExitCode}, {result.Out}{result.Error}");
    }

    [Fact]
    public void No_code_of_the_document_is_without_a_run() =>
        Assert.Equal(TableRow().Matches(File.ReadAllText(Document())).Select(m => int.Parse(m.Groups[1].Value)), Runs.Select(r => r.Code));

    private static async Task ScriptAsync(ScriptedServer server, CancellationTokenSource interrupt)
    {
        await WriteAsync("compose.yaml", "services: {web: {image: busybox}}");
        await WriteAsync("bad.yaml", "services: {web: {imag: busybox}}");
        await WriteAsync("data/state.db", "This is no store.");
        server.Json("POST /v1/services/web/restart", Canned.Answer(), ApiJson.Default.ChangeAnswer)
            .Json("PUT /v1/stacks/shop?dryRun=true", Canned.Answer(Canned.Change(ChangeKind.Create)), ApiJson.Default.ChangeAnswer)
            .Problem("GET /v1/system", 500, "internal", "It is unwell.")
            .Problem("POST /v1/services/busy/restart", 409, "conflict", "Somebody else changes it.")
            .Problem("POST /v1/services/forbidden/restart", 403, "forbidden", "This token only reads.");
        Deployment("failed", 'f', DeploymentState.Failed);
        Deployment("slow", 's', DeploymentState.Running);
        Deployment("blocked", 'b', DeploymentState.Running);
        Deployment("interrupted", 'i', DeploymentState.Running);
        server.On("GET /v1/deployments/iiiiiiiiiiiiiiii", async (_, _, ct) =>
        {
            await interrupt.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        });
        server.Json("GET /v1/tasks?stack=blocked", Canned.List(Canned.Task('a', 1, "pending", TaskState.Pending, TimeSpan.Zero, "no node fits") with { Node = null }), ApiJson.Default.ListedTaskItem);
        Exec(1, new ExecControl(Error: "The engine does not answer."));
        Exec(2, new ExecControl(ExitCode: 126));
        Exec(3, new ExecControl(ExitCode: 127));

        Task WriteAsync(string name, string text)
        {
            var path = Path.Combine(server.Folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }

        void Deployment(string name, char letter, DeploymentState state)
        {
            var deployment = Canned.Progress(state, 0) with { Id = DeploymentId.Parse(new string(letter, 16)), Stack = name };
            server.Json($"GET /v1/deployments/{name}", deployment, ApiJson.Default.Deployment);
            if (state != DeploymentState.Running)
                server.Events($"GET /v1/deployments/{deployment.Id}", Canned.ChangeEvent(deployment, 1));
            else if (letter != 'i')
                server.On($"GET /v1/deployments/{deployment.Id}", (_, _, ct) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct));
        }

        void Exec(int slot, ExecControl end) => server.On($"GET /v1/tasks/shop_web.{slot}/exec", (request, stream, ct) =>
            ExecPeer.ServeAsync(request, stream, socket => ExecPeer.SendAsync(socket, end, ct), ct));
    }

    private static string Document([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "exit-codes.md"));

    [GeneratedRegex(@"^\| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
