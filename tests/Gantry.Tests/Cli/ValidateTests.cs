using System.Text.Json;

namespace Gantry.Tests.Cli;

public sealed class ValidateTests : IDisposable
{
    private readonly TempFolder _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task All_problems_of_all_files_are_told_at_once()
    {
        _project.Write("compose.yaml", "include: [sub/more.yaml]\nservices:\n  web:\n    image: x\n    enviroment: [A=b]\n    env_file: bad.env\n");
        _project.Write("sub/more.yaml", "services:\n  db:\n    image: y\n    ports: [a]\n");
        _project.Write("bad.env", "A B=c\n");

        var result = await RunAsync("validate", "-f", "compose.yaml");

        Assert.Equal(7, result.ExitCode);
        Assert.Contains("compose.yaml:5:5: error: Unknown key 'enviroment' in services.web. [unknown_key]", result.Error);
        Assert.Contains("Did you mean `environment`?", result.Error);
        Assert.Contains("sub/more.yaml:4:13: error: services.db.ports[0] 'a' is not a port", result.Error);
        Assert.Contains("    4 |     ports: [a]\n", result.Error);
        Assert.Contains("bad.env:1:1: error:", result.Error);
        Assert.Contains("    1 | A B=c\n", result.Error);
    }

    [Fact]
    public async Task Strict_makes_errors_of_warnings()
    {
        _project.Write("compose.yaml", "name: shop\nversion: '3'\nservices: {web: {image: x}}\n");

        var lax = await RunAsync("validate");
        var strict = await RunAsync("validate", "--strict");

        Assert.Equal((0, "Stack shop: 1 service, no errors, 1 warning.\n"), (lax.ExitCode, lax.Out));
        Assert.Contains("warning: The key 'version' is obsolete", lax.Error);
        Assert.Equal((7, ""), (strict.ExitCode, strict.Out));
        Assert.Contains("The key 'version' is obsolete", strict.Error);
    }

    [Fact]
    public async Task What_a_deploy_will_refuse_is_told_before()
    {
        _project.Write("compose.yaml", "name: shop\nservices: {web: {image: x, secrets: [key]}, vpn: {image: v, network_mode: 'service:web'}}\nsecrets: {key: {file: ./key}}\n");
        _project.Write("key", "k");

        var text = await RunAsync("validate", "--strict");
        var json = await RunAsync("validate", "-o", "json");

        Assert.Equal((0, "Stack shop: 2 services, nothing is wrong, but this version does not deploy it.\n"), (text.ExitCode, text.Out));
        Assert.Contains("A deploy is refused: Service 'vpn' has 'network_mode: service:web'", text.Error, StringComparison.Ordinal);
        Assert.Contains("A deploy is refused: Service 'web' uses secrets (shop_key)", text.Error, StringComparison.Ordinal);
        var report = JsonDocument.Parse(json.Out).RootElement;
        Assert.True(report.GetProperty("valid").GetBoolean());
        Assert.Equal(2, report.GetProperty("deployRefusals").GetArrayLength());
    }

    [Fact]
    public async Task Strict_lets_pass_what_is_done_otherwise_than_a_reader_may_think()
    {
        _project.Write("compose.yaml", "name: shop\nservices: {web: {image: x, container_name: front}}\n");

        var text = await RunAsync("validate", "--strict");
        var json = await RunAsync("validate", "--strict", "-o", "json");

        Assert.Equal((0, "Stack shop: 1 service, nothing is wrong.\n"), (text.ExitCode, text.Out));
        Assert.Contains("compose.yaml:2:44: note: services.web.container_name: other services reach it as 'front'", text.Error, StringComparison.Ordinal);
        var report = JsonDocument.Parse(json.Out).RootElement;
        Assert.True(report.GetProperty("valid").GetBoolean());
        Assert.Equal("note", report.GetProperty("problems")[0].GetProperty("severity").GetString());
    }

    [Theory]
    [InlineData("services: {web: {image: x}}", "", 0, true, "web", "")]
    [InlineData("version: '3'\nservices: {web: {image: x}}", "", 0, true, "web", "warning version_obsolete 1:10 'version: '3''")]
    [InlineData("version: '3'\nservices: {web: {image: x}}", "--strict", 7, false, "web", "error version_obsolete 1:10 'version: '3''")]
    [InlineData("services:\n  web: {image: x, prots: []}", "", 7, false, "", "error unknown_key 2:19 '  web: {image: x, prots: []}' Did you mean `ports`?")]
    [InlineData("a: b: c", "", 7, false, "", "error yaml_syntax 1:5 'a: b: c' A text that has ': ' in it must stand in quotes; or is the indentation wrong?")]
    public async Task Json_says_it_to_programs(string text, string option, int code, bool valid, string services, string problems)
    {
        _project.Write("compose.yaml", text);

        var result = await RunAsync(["validate", "-o", "json", .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        var report = JsonDocument.Parse(result.Out).RootElement;
        var told = report.GetProperty("problems").EnumerateArray().Select(p =>
            $"{p.GetProperty("severity")} {p.GetProperty("code")} {p.GetProperty("line")}:{p.GetProperty("column")} '{p.GetProperty("quote")}' {(p.GetProperty("code").GetString() == "version_obsolete" ? "" : p.GetProperty("hint"))}".Trim());
        Assert.Equal((code, valid, services, problems, ""), (result.ExitCode, report.GetProperty("valid").GetBoolean(), string.Join(' ', report.GetProperty("services").EnumerateArray()), string.Join('\n', told), result.Error));
    }

    [Theory]
    [InlineData("-o", "table", "-o table: problems are printed as text or json.")]
    [InlineData("-q", "-ojson", "-q prints nothing, and --output chooses what is printed.")]
    public async Task Refuses_other_forms(string first, string second, string message)
    {
        _project.Write("compose.yaml", "services: {web: {image: x}}");

        var result = await RunAsync("validate", first, second);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    private Task<CliResult> RunAsync(params string[] args) => new CliRun(home: _project.Path).RunAsync(args);
}
