using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Gantry.Tests.Cli;

/// <summary>What <c>config</c> prints, as files. UPDATE=1 rewrites them.</summary>
public sealed class ConfigTests : IDisposable
{
    private readonly TempFolder _project = new();

    public ConfigTests()
    {
        _project.Write("compose.yaml", """
            name: shop
            include: ['${PARTS}/db.yaml']
            services:
              web:
                image: nginx:${TAG:-1}
                command: echo "$$HOME" ${WHO}
                environment: ['LEVEL=${LEVEL:-info}', MODE=a]
                ports: ['${PORT}:80', '443:443']
                volumes: ['${DATA:-./data}:/data', 'logs:/logs']
                networks: [front, default]
                depends_on: [db]
                cpus: 0.5
              debug: {image: busybox, profiles: [dev, test], scale: '${SCALE:-2}'}
            networks: {front: , unused: }
            volumes: {logs: , files: }
            """);
        _project.Write("parts/db.yaml", "services: {db: {image: 'postgres:${DB_TAG}', volumes: ['./init:/init:ro', '${SEED}:/seed']}}");
        _project.Write("parts/.env", "DB_TAG=17\n");
        _project.Write(".env", "PARTS=parts\nPORT=8080\nWHO=you\nSEED=/seed\n");
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Prints_as_the_golden_file_shows()
    {
        var told = new StringBuilder();
        foreach (var line in new[] { "", "-o json", "--no-interpolate", "--services", "--profile dev --services", "--images", "--volumes", "--networks", "--profiles", "--environment", "--hash *", "--hash web,db", "--hash web,nobody", "-q" })
        {
            var result = await RunAsync(line);
            told.Append($"$ gantry config {line}".TrimEnd()).Append('\n').Append(result.Out).Append(result.Error).Append(result.ExitCode == 0 ? "" : $"[{result.ExitCode}]\n").Append('\n');
        }

        // The paths of bind mounts are in the hashes.
        var text = Regex.Replace(told.ToString().Replace(_project.Path, "/project", StringComparison.Ordinal), "\\b[0-9a-f]{64}\\b", "HASH");
        await ExpectAsync("config.txt", text);
    }

    [Fact]
    public async Task A_hash_changes_with_its_service_alone()
    {
        var before = (await RunAsync("--hash *")).Out.Split('\n');
        _project.Write("parts/.env", "DB_TAG=18\n");
        var after = (await RunAsync("--hash *")).Out.Split('\n');

        Assert.NotEqual(before[0], after[0]);
        Assert.Equal(before[1], after[1]);
    }

    [Theory]
    [InlineData("--services --images", "error: --services and --images print different things.\n")]
    [InlineData("-o jsn", "error: jsn: a configuration is printed as yaml or json.\n")]
    [InlineData("-o yaml --format json", "error: -o yaml and --format json differ.\n")]
    [InlineData("-q --format json", "error: -q prints nothing, and --format chooses what is printed. Give one of them.\n")]
    [InlineData("--no-normalize", "error: --no-normalize is not taken: the model always has its defaults filled in")]
    [InlineData("--resolve-image-digests", "error: --resolve-image-digests is not taken: no registry is asked without a server")]
    [InlineData("--no-consistency", "error: --no-consistency is not taken: ")]
    [InlineData("--variables", "error: --variables is not taken: ")]
    [InlineData("-o none/out.yaml", "error: none/out.yaml cannot be written: ")]
    public async Task Refuses_by_name(string line, string error)
    {
        var result = await RunAsync(line);

        Assert.Equal((line.Contains("none", StringComparison.Ordinal) ? 1 : 2, ""), (result.ExitCode, result.Out));
        Assert.StartsWith(error, result.Error.Split('\n').SkipWhile(l => !l.StartsWith("error: ", StringComparison.Ordinal)).Aggregate("", (a, b) => $"{a}{b}\n"));
    }

    [Theory]
    [InlineData("-o out.yaml", "name: shop\n")]
    [InlineData("--output ./out.yaml --format json", "{\n")]
    [InlineData("--output out.yaml --services", "db\nweb\n")]
    public async Task Writes_to_a_file(string line, string beginning)
    {
        var result = await RunAsync(line);

        Assert.Equal((0, ""), (result.ExitCode, result.Out));
        Assert.StartsWith(beginning, await File.ReadAllTextAsync(Path.Combine(_project.Path, "out.yaml"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_interpolation_a_required_variable_may_be_missing_and_the_output_means_the_same()
    {
        _project.Write("compose.yaml", "name: shop\nservices: {web: {image: 'x:${TAG:?give one}', env_file: ['${A}.env', b.env], ports: ['${P:-1}:2', '3:4']}}");
        _project.Write("a.env", "V=1\n");
        _project.Write("b.env", "V=2\n");
        var run = new CliRun(home: _project.Path) { ["A"] = "a" };

        var written = await run.RunAsync("config", "--no-interpolate");
        _project.Write("compose.yaml", written.Out);
        run["TAG"] = "1";
        var again = await run.RunAsync("stack", "config");

        Assert.Equal((0, 0), (written.ExitCode, again.ExitCode));
        Assert.Contains("image: x:${TAG:?give one}\n", written.Out);
        Assert.Contains("image: x:1\n", again.Out);
        Assert.Contains("V: \"2\"\n", again.Out);
        Assert.Contains("published: \"1\"\n", again.Out);
    }

    private Task<CliResult> RunAsync(string line) =>
        new CliRun(home: _project.Path).RunAsync(["config", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    private static async Task ExpectAsync(string file, string told, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Golden", file);
        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
            await File.WriteAllTextAsync(path, told, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), told);
    }
}
