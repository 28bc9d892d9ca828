using System.Globalization;
using System.Text.Json;
using Gantry.ClusterTests.Testing;
using Gantry.Compose;
using Gantry.DockerTests.Testing;
using Gantry.Manager.State;
using Gantry.Manager.State.Sqlite;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Tests.Compose;

namespace Gantry.ClusterTests.Corpus;

/// <summary>Stacks that other people wrote, as they are: deployed, healthy in the order that they ask for, and gone without a trace.</summary>
public sealed class WellKnownStacksTests(LabHost host) : IClassFixture<LabHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("n8n-io/n8n-hosting/docker-compose/withPostgresAndWorker/docker-compose.yml")]
    [InlineData("invoiceninja/dockerfiles/debian/docker-compose.yml")]
    [InlineData("grafana/intro-to-mltp/docker-compose.yml")]
    [InlineData("fastapi/full-stack-fastapi-template/compose.yml")]
    [InlineData("Dokploy/templates/blueprints/authelia/docker-compose.yml")]
    [InlineData("Dokploy/templates/blueprints/dify/docker-compose.yml")]
    [InlineData("Dokploy/templates/blueprints/discourse/docker-compose.yml")]
    [InlineData("Dokploy/templates/blueprints/hoppscotch/docker-compose.yml")]
    [InlineData("Dokploy/templates/blueprints/plane/docker-compose.yml")]
    [InlineData("Dokploy/templates/blueprints/taiga/docker-compose.yml")]
    public async Task A_stack_is_deployed_in_its_order_and_removed_without_a_trace(string path)
    {
        var corpus = CorpusRoot.Find();
        Assert.SkipWhen(corpus is null, "The corpus is not here: set GANTRY_CORPUS.");
        using var project = CorpusProject.Of(corpus, path);
        var stack = await ReadAsync(project);
        await StandIns.MakeAsync(host.Engine, stack, Ct);
        var before = await TracesAsync();

        (await GantryAsync("deploy", stack.Name, "-f", project.File, "--yes", "--resolve-image", "never", "--timeout", "5m", "--env-file", project.EnvFile)).Expect(0);

        foreach (var service in stack.Services)
            await AssertOrderAsync(stack, service);
        var during = await TracesAsync();
        Assert.All(["containers", "networks", "rules", "mounts", "lists", "records"], kind => Assert.NotEqual(before[kind], during[kind]));
        (await GantryAsync("stack", "rm", stack.Name, "--volumes", "--yes")).Expect(0);
        await Eventually.HoldsAsync(async _ => Changed(before, await TracesAsync()).Length == 0, Eventually.Patience, async () => $"all is as before. {Changed(before, await TracesAsync())}", Ct);
    }

    private async Task<StackSpec> ReadAsync(CorpusProject project)
    {
        var name = RandomStack.Named("known");
        var config = (await GantryAsync("stack", "config", "-f", project.File, name, "--env-file", project.EnvFile)).Expect(0).Output;
        var bundle = new Bundle([new BundleFile("compose.yaml", config)], [], new Dictionary<string, string>(), []) { ProjectDirectory = project.Folder };
        return Assert.IsType<ComposeResult.Accepted>(ComposeReader.Read(name, bundle)).Stack;
    }

    // What the engine says: when each container started, was first found healthy, and ended.
    private async Task AssertOrderAsync(StackSpec stack, ServiceSpec service)
    {
        var own = await InspectAsync(stack.Name, service.Name);
        var started = own.Min(c => Time(c, "StartedAt"));
        foreach (var dependency in service.DependsOn.Where(d => stack.Services.Any(s => s.Name == d.Service)))
        {
            foreach (var other in await InspectAsync(stack.Name, dependency.Service))
            {
                var met = MetAt(dependency.Condition, other);
                Assert.True(met <= started, $"{service.Name} started at {started:O}, before {dependency.Service} was {dependency.Condition} at {met:O}.");
            }
        }

        if (service.Container.HealthCheck is { Test: not (["NONE"] or []) })
            Assert.All(own, c => Assert.Equal("healthy", c.GetProperty("Health").GetProperty("Status").GetString()));
    }

    private static DateTimeOffset MetAt(DependencyCondition condition, JsonElement state)
    {
        if (condition is DependencyCondition.CompletedSuccessfully)
            return Time(state, "FinishedAt");

        // A real image may bring a check that the file does not name; its stand-in has none.
        var isChecked = condition is DependencyCondition.Healthy && state.TryGetProperty("Health", out _);
        return isChecked
            ? state.GetProperty("Health").GetProperty("Log").EnumerateArray().Where(l => l.GetProperty("ExitCode").GetInt32() == 0).Min(l => l.GetProperty("End").GetDateTimeOffset())
            : Time(state, "StartedAt");
    }

    private async Task<IReadOnlyList<JsonElement>> InspectAsync(string stack, string service)
    {
        var ids = await DockerAsync("ps", "-aq", "--filter", $"label=dev.gantry.stack={stack}", "--filter", $"label=dev.gantry.service={service}");
        Assert.NotEqual("", ids);
        using var states = JsonDocument.Parse(await DockerAsync(["inspect", .. ids.Split('\n')]));
        return [.. states.RootElement.EnumerateArray().Select(c => c.GetProperty("State").Clone())];
    }

    private static DateTimeOffset Time(JsonElement state, string member) =>
        DateTimeOffset.Parse(state.GetProperty(member).GetString()!, CultureInfo.InvariantCulture);

    // On the engine, in the kernel, and in our own data, which keeps what happened but nothing that is.
    private async Task<Dictionary<string, string>> TracesAsync()
    {
        string[] places = [host.Engine.Folder, host.Server.Folder];
        var mounts = (await File.ReadAllLinesAsync(host.Engine.MountsPath, Ct)).Select(l => l.Split(' ')[1]).Where(m => places.Any(p => m.StartsWith(p, StringComparison.Ordinal)));
        return new()
        {
            ["containers"] = await DockerAsync("ps", "-aq", "--no-trunc"),
            ["networks"] = await DockerAsync("network", "ls", "-q", "--no-trunc"),
            ["volumes"] = await DockerAsync("volume", "ls", "-q"),
            ["rules"] = await host.Network.RunAsync(Ct, "nft", "-s", "list", "ruleset"),
            ["interfaces"] = await host.Network.RunAsync(Ct, "ip", "-brief", "link"),
            ["mounts"] = string.Join('\n', mounts.Order(StringComparer.Ordinal)),
            ["lists"] = await ListsAsync(),
            ["records"] = Records(),
            ["files"] = string.Join('\n', Directory.EnumerateFiles(host.Server.DataDirectory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)),
        };
    }

    private static string Changed(Dictionary<string, string> before, Dictionary<string, string> now) =>
        string.Join('\n', before.Where(b => now[b.Key] != b.Value).Select(b => $"--- {b.Key} were\n{b.Value}\n--- and are\n{now[b.Key]}"));

    private async Task<string> ListsAsync()
    {
        var lists = new List<string>();
        foreach (var list in new[] { "stacks", "services", "tasks", "networks", "volumes" })
        {
            using var listed = JsonDocument.Parse(await host.Server.Api.TextAsync($"/v1/{list}", Ct));
            lists.Add($"{listed.RootElement.GetProperty("items").GetArrayLength()} {list}");
        }

        return string.Join('\n', lists);
    }

    private string Records()
    {
        SystemSqlite.EnsureLoaded();
        using var database = Database.Open(Path.Combine(host.Server.DataDirectory, "state.db"));
        using var rows = database.Prepare("SELECT kind, count(*) FROM objects GROUP BY kind ORDER BY kind");
        var counts = new List<string>();
        while (rows.Step())
        {
            if ((NounKind)rows.Number(0) is not NounKind.Deployment and var kind)
                counts.Add($"{rows.Number(1)} {kind}");
        }

        return string.Join('\n', counts);
    }

    private Task<string> DockerAsync(params string[] args) => HostTool.RunAsync(Ct, ["docker", "-H", $"unix://{host.Engine.SocketPath}", .. args]);

    private Task<CommandOutcome> GantryAsync(params string[] args) =>
        new GantryCommand(host.Server.Folder).RunAsync(Ct, [.. args, "--host", $"unix://{host.Server.SocketPath}"]);
}
