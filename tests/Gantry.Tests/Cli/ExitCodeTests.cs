using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Tests.Cli;

public sealed partial class ExitCodeTests
{
    [Theory]
    [InlineData(400, "usage_error", 2)]
    [InlineData(400, "invalid_request", 1)]
    [InlineData(401, "unauthorized", 10)]
    [InlineData(401, "registry_login_failed", 10)]
    [InlineData(403, "forbidden", 10)]
    [InlineData(404, "not_found", 9)]
    [InlineData(409, "conflict", 8)]
    [InlineData(409, "ambiguous_name", 8)]
    [InlineData(410, "logs_gone", 9)]
    [InlineData(412, "precondition_failed", 8)]
    [InlineData(413, "too_large", 1)]
    [InlineData(422, "invalid_compose", 7)]
    [InlineData(422, "refused", 1)]
    [InlineData(503, "engine_unavailable", 1)]
    [InlineData(507, "store_full", 1)]
    [InlineData(500, "internal", 1)]
    [InlineData(503, "something_new", 11)]
    public async Task Each_problem_code_has_its_exit_code(int status, string code, int expected)
    {
        await using var server = new ScriptedServer();
        server.Problem("GET /v1/stacks", status, code, "What happened.");

        var result = await new CliRun(server).RunAsync("stack", "ls");

        Assert.Equal((expected, ""), (result.ExitCode, result.Out));
        Assert.StartsWith("error: What happened.\n", result.Error);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n", 11)]
    [InlineData("", 11)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{x}", 1)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull", 1)]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno", 11)]
    public async Task A_peer_that_is_no_server_of_ours_is_told_apart(string answer, int expected)
    {
        await using var server = new ScriptedServer();
        server.Raw("GET /v1/stacks", answer);

        Assert.Equal(expected, (await new CliRun(server).RunAsync("stack", "ls")).ExitCode);
    }

    [Fact]
    public async Task No_server_is_11()
    {
        using var home = new TempFolder();

        var result = await new CliRun(home: home.Path).RunAsync("ps", "--host", $"unix://{home.Path}/x.sock");

        Assert.Equal(
            (11, $"error: No server listens at unix://{home.Path}/x.sock.\nhint: Start one with gantry server, or name another with --host or --context.\n"),
            (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Version_and_health_work_without_a_server()
    {
        using var home = new TempFolder();
        var run = new CliRun(home: home.Path) { ["GANTRY_HOST"] = $"unix://{home.Path}/x.sock" };

        var version = await run.RunAsync("version");
        var health = await run.RunAsync("health");

        Assert.Equal((0, 1), (version.ExitCode, health.ExitCode));
        Assert.StartsWith("gantry ", version.Out);
        Assert.Equal($"unhealthy: No server listens at unix://{home.Path}/x.sock.\n", health.Out);
    }

    [Fact]
    public async Task Health_and_doctor_tell_of_the_servers_own_checks()
    {
        await using var server = new ScriptedServer();
        var system = new SystemItem("1.0.0", "c", "node-1", "1.7", Canned.Now, "20.10", "sqlite", [new("engine", "It does not answer. Start it."), new("store", null, "12 MB")]);
        server.Json("GET /v1/system", system, ApiJson.Default.SystemItem)
            .Json("GET /v1/nodes", Canned.List(Canned.Node("node-1")), ApiJson.Default.ListedNodeItem);
        var run = new CliRun(server);

        var health = await run.RunAsync("health");
        var doctor = await run.RunAsync("doctor", "--filter", "part=server", "--filter", "name=engine");

        Assert.Equal((1, "unhealthy: engine: It does not answer. Start it.\n"), (health.ExitCode, health.Out));
        Assert.Equal(1, doctor.ExitCode);
        Assert.Equal("CHECK    RESULT   DETAIL                          WHAT TO DO\nengine   FAIL     It does not answer. Start it.\n", doctor.Out);
    }

    [Fact]
    public void The_documents_table_has_every_code()
    {
        var constants = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (int)f.GetRawConstantValue()!);
        var documented = TableRow().Matches(File.ReadAllText(Document())).Select(m => int.Parse(m.Groups[1].Value));

        Assert.Equal(constants.Order(), documented.Order());
    }

    private static string Document([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "exit-codes.md"));

    [GeneratedRegex(@"^\| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
