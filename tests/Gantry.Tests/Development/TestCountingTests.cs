using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Gantry.Tests.Development;

/// <summary><c>./dev test</c> with a stand-in for dotnet: what the last line says and the exit code, for every way in which tests go wrong.</summary>
public sealed class TestCountingTests : IDisposable
{
    // Takes the place of the SDK: for each test project there is a file with the exit code and, below it, the report that
    // the run leaves behind; without a report the run has crashed.
    private const string Dotnet = """
        #!/usr/bin/env bash
        case "$1" in
          format | build) exit "$(cat "plan/$1" 2>/dev/null || echo 0)" ;;
        esac
        while [ $# -gt 0 ]; do
          case "$1" in
            --project) project="${2#tests/}" ;;
            --results-directory) results="$2" ;;
            --report-xunit-filename) report="$2" ;;
          esac
          shift
        done
        if [ "$(wc -l <"plan/$project")" -gt 1 ]; then tail -n +2 "plan/$project" >"$results/$report"; fi
        exit "$(head -n 1 "plan/$project")"
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gantry-counting-");

    public TestCountingTests()
    {
        Directory.CreateDirectory(In("plan"));
        Directory.CreateDirectory(In("bin"));
        Script("bin/dotnet", Dotnet);
        Script("dev", "#!/usr/bin/env bash\nexit 0\n");
        Plan("Gantry.Tests", 0, passed: 5);
        Plan("Gantry.DockerTests", 0, passed: 3);
        Plan("Gantry.ClusterTests", 0, passed: 2);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task All_tiers_are_added_up()
    {
        Assert.Equal(("10 passed, 0 failed, 0 skipped", 0), await RunAsync());
    }

    [Fact]
    public async Task A_failed_test_fails_the_run_and_the_tiers_after_it_are_run_all_the_same()
    {
        Plan("Gantry.Tests", 2, passed: 4, failed: 1);

        Assert.Equal(("9 passed, 1 failed, 0 skipped", 1), await RunAsync());
    }

    [Fact]
    public async Task Errors_outside_of_a_test_count_as_failed()
    {
        Plan("Gantry.DockerTests", 2, passed: 3, errors: 2);

        Assert.Equal(("10 passed, 2 failed, 0 skipped", 1), await RunAsync());
    }

    [Fact]
    public async Task Several_assemblies_in_one_report_are_added_up()
    {
        File.WriteAllText(In("plan/Gantry.Tests"), $"0\n{Assembly(3, 0, 0, 0)}{Assembly(4, 0, 0, 0)}");

        Assert.Equal(("12 passed, 0 failed, 0 skipped", 0), await RunAsync());
    }

    [Fact]
    public async Task A_tier_that_runs_no_test_has_failed()
    {
        Plan("Gantry.DockerTests", 8, passed: 0);

        Assert.Equal(("7 passed, 1 failed, 0 skipped", 1), await RunAsync());
    }

    [Fact]
    public async Task A_tier_that_runs_no_test_and_is_content_has_failed_too()
    {
        Plan("Gantry.DockerTests", 0, passed: 0);

        Assert.Equal(("7 passed, 1 failed, 0 skipped", 1), await RunAsync());
    }

    [Fact]
    public async Task A_tier_that_crashes_has_failed()
    {
        File.WriteAllText(In("plan/Gantry.ClusterTests"), "134\n");

        Assert.Equal(("8 passed, 1 failed, 0 skipped", 1), await RunAsync());
    }

    [Fact]
    public async Task The_report_of_a_run_before_is_not_counted_for_a_tier_that_crashes()
    {
        await RunAsync();
        File.WriteAllText(In("plan/Gantry.ClusterTests"), "134\n");

        Assert.Equal(("8 passed, 1 failed, 0 skipped", 1), await RunAsync());
    }

    [Fact]
    public async Task An_exit_code_that_no_failed_test_explains_is_a_failure()
    {
        Plan("Gantry.ClusterTests", 7, passed: 2);

        Assert.Equal(("10 passed, 1 failed, 0 skipped", 1), await RunAsync());
    }

    [Theory]
    [InlineData("format", "10 passed, 1 failed, 0 skipped")]
    [InlineData("build", "0 passed, 1 failed, 0 skipped")]
    public async Task A_step_that_breaks_counts_as_one_failed(string step, string last)
    {
        File.WriteAllText(In($"plan/{step}"), "1\n");

        Assert.Equal((last, 1), await RunAsync());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("true", 1)]
    public async Task A_skipped_test_is_accepted_by_people_and_not_by_CI(string ci, int exitCode)
    {
        Plan("Gantry.DockerTests", 0, passed: 2, skipped: 1);

        Assert.Equal(("9 passed, 0 failed, 1 skipped", exitCode), await RunAsync(ci));
    }

    [Fact]
    public async Task Explicit_tests_that_were_not_run_count_as_skipped()
    {
        File.WriteAllText(In("plan/Gantry.DockerTests"), $"0\n{Assembly(3, 0, 0, 0, notRun: 2)}");

        Assert.Equal(("10 passed, 0 failed, 2 skipped", 0), await RunAsync());
    }

    private static string Assembly(int passed, int failed, int errors, int skipped, int notRun = 0) =>
        $"""<assembly name="x" total="{passed + failed + skipped}" passed="{passed}" failed="{failed}" skipped="{skipped}" not-run="{notRun}" errors="{errors}">""" + "\n</assembly>\n";

    private static string Counting([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../build/tests.sh"));

    private string In(string path) => Path.Combine(_folder.FullName, path);

    private void Plan(string project, int exitCode, int passed, int failed = 0, int errors = 0, int skipped = 0) =>
        File.WriteAllText(In($"plan/{project}"), $"{exitCode}\n<assemblies>\n{Assembly(passed, failed, errors, skipped)}</assemblies>\n");

    private void Script(string path, string text)
    {
        File.WriteAllText(In(path), text);
        File.SetUnixFileMode(In(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(string LastLine, int ExitCode)> RunAsync(string ci = "")
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", ". \"$1\"; test_all", "dev", Counting()])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{In("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["CI"] = ci;
        using var run = Process.Start(start) ?? throw new InvalidOperationException("bash does not start.");
        var error = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(output + await error);
        return (output.TrimEnd('\n').Split('\n')[^1], run.ExitCode);
    }
}
