using Gantry.Model.Api;

namespace Gantry.Tests.Cli;

/// <summary>An error says what to do next.</summary>
public sealed class HintTests
{
    [Theory]
    [InlineData("stack ls", "broke", "gantry doctor checks the way to the server. Then repeat it.")]
    [InlineData("plan shop", "broke", "gantry doctor checks the way to the server. Then repeat it.")]
    [InlineData("deploy shop --yes", "broke", "Whether it was done is not known: look before you repeat it. gantry doctor checks the way to the server.")]
    [InlineData("registry rm r.example", "broke", "Whether it was done is not known: look before you repeat it. gantry doctor checks the way to the server.")]
    [InlineData("stack ls --watch", "as events", "Client and server may be of different versions, or something in between answers: gantry version.")]
    [InlineData("exec shop_web.1 true", "as a WebSocket", "Client and server may be of different versions, or something in between answers: gantry version.")]
    [InlineData("validate -f nope.yaml", "does not exist", "It was looked for as FOLDER/nope.yaml.")]
    [InlineData("validate -f folder", "cannot be read", "Is it a file, and may this user read it?")]
    [InlineData("validate --env-file bad.env", "is not understood", "Each line is NAME=value; gantry validate reads it again without a server.")]
    [InlineData("stack ls --context nowhere", "has no address", "Add it anew: gantry context add nowhere --address https://HOST.")]
    [InlineData("stack ls --context gone", "None of unix:///nowhere/a.sock, unix:///nowhere/b.sock answers", "Start a server with gantry server, or name another with --host or --context.")]
    [InlineData("stack ls --host https://127.0.0.1:1", "cannot be reached", "Check the address, that gantry server runs there, and that no firewall is in between.")]
    public async Task An_error_has_a_hint(string line, string error, string hint)
    {
        await using var server = new ScriptedServer();
        await WriteAsync(server, "compose.yaml", "services: {web: {image: busybox}}");
        await WriteAsync(server, "bad.env", "A='b");
        await WriteAsync(server, "contexts.yaml", "contexts:\n  - name: nowhere\n    addresses:\n  - name: gone\n    addresses:\n      - \"unix:///nowhere/a.sock\"\n      - \"unix:///nowhere/b.sock\"\n");
        Directory.CreateDirectory(Path.Combine(server.Folder, "folder"));
        server.Raw(line.EndsWith("--watch", StringComparison.Ordinal) ? "GET /v1/none" : "GET /v1/stacks", "")
            .Raw("PUT /v1/stacks/shop", "")
            .Raw("PUT /v1/stacks/shop?dryRun=true", "")
            .Raw("DELETE /v1/registries/r.example", "")
            .Json("GET /v1/stacks", Canned.List<StackItem>(), ApiJson.Default.ListedStackItem)
            .Json("GET /v1/tasks/shop_web.1/exec", "{}");
        var run = new CliRun(server) { ["GANTRY_CONFIG"] = Path.Combine(server.Folder, "contexts.yaml") };
        if (line.Contains("--context", StringComparison.Ordinal))
            run["GANTRY_HOST"] = "";

        var result = await run.RunAsync(line.Split(' '));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(error, result.Error.Split('\n')[0]);
        Assert.EndsWith($"\nhint: {hint.Replace("FOLDER", server.Folder)}\n", result.Error);
    }

    [Theory]
    [InlineData("context ls", "hint: Give it to this user, or name another with GANTRY_CONFIG.\n")]
    [InlineData("context add a --address unix:///a", "hint: Give it and its folder to this user, or name another with GANTRY_CONFIG.\n")]
    public async Task A_context_file_that_cannot_be_used_names_what_helps(string line, string hint)
    {
        using var home = new TempFolder();
        home.Write("file", "");
        var isRead = line == "context ls";
        if (isRead)
            Directory.CreateDirectory(Path.Combine(home.Path, "config.yaml"));
        var run = new CliRun(home: home.Path) { ["GANTRY_CONFIG"] = isRead ? $"{home.Path}/config.yaml" : "/proc/none/config.yaml" };

        var result = await run.RunAsync(line.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith(hint, result.Error);
    }

    [Fact]
    public async Task Health_without_a_server_says_how_to_start_one_and_what_was_asked()
    {
        var run = new CliRun { ["GANTRY_HOST"] = "unix:///nowhere/x.sock" };

        var text = await run.RunAsync("health");
        var json = await run.RunAsync("health", "-o", "json");

        Assert.Equal(
            (1, "unhealthy: No server listens at unix:///nowhere/x.sock.\n", "hint: Start one with gantry server, or name another with --host or --context.\n"),
            (text.ExitCode, text.Out, text.Error));
        Assert.Equal((1, ""), (json.ExitCode, json.Error));
        Assert.Contains("\"fix\": \"Start one with gantry server", json.Out);
    }

    private static Task WriteAsync(ScriptedServer server, string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(server.Folder, name), text, TestContext.Current.CancellationToken);
}
