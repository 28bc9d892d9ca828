using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>The completion scripts in the shells that they are for. PowerShell is no Debian package: nobody runs its script here.</summary>
public sealed class CompletionScriptTests : IDisposable
{
    // What zsh has only at a prompt: the words so far, the number of the one under the cursor, and who is told the candidates.
    private const string ZshPrompt = "compdef() { :; }; compadd() { while [[ $1 == -* ]]; do [[ $1 == -S ]] && shift; shift; done; print -l -- ${(P)1}; }; _files() { print files; }; ";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gc-completion-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task A_shell_can_read_its_script(string shell)
    {
        var (exitCode, _, errors) = await HostTool.TryRunAsync(Ct, shell, "-n", await ScriptAsync(shell));

        Assert.Equal((0, ""), (exitCode, errors));
    }

    [Theory]
    [InlineData("(gantry stack r)", "remove\nrm")]
    [InlineData("(gantry completion '')", "bash\nfish\npwsh\nzsh")]
    [InlineData("(gantry validate -f '')", "files")]
    public async Task Zsh_gets_the_candidates_for_the_word_under_the_cursor(string words, string candidates)
    {
        var session = $"{ZshPrompt} source \"$0\"; words={words}; CURRENT=${{#words}}; _gantry";

        var output = await RunAsync("zsh", "-f", "-c", session, await ScriptAsync("zsh"));

        Assert.Equal(candidates, output);
    }

    [Theory]
    [InlineData("gantry stack r", "remove\nrm")]
    [InlineData("gantry completion ", "bash\nfish\npwsh\nzsh")]
    [InlineData("gantry validate -f compose.y", "compose.yaml")]
    public async Task Fish_gets_the_candidates_for_the_word_under_the_cursor(string line, string candidates)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "compose.yaml"), "", Ct);

        var output = await RunAsync("fish", "--no-config", "-c", "cd; source $argv[1]; complete -C $argv[2]", await ScriptAsync("fish"), line);

        Assert.Equal(candidates, output);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> ScriptAsync(string shell)
    {
        var path = Path.Combine(_folder.FullName, shell);
        var script = (await new GantryCommand(_folder.FullName).RunAsync(Ct, "completion", shell)).Expect(0).Output;
        await File.WriteAllTextAsync(path, script, Ct);
        return path;
    }

    private Task<string> RunAsync(params string[] command) => HostTool.RunAsync(
        Ct, ["env", $"PATH={Path.GetDirectoryName(GantryBinary.Path)}:/usr/bin:/bin", $"HOME={_folder.FullName}", "GANTRY_HOST=unix:///nowhere/gantry.sock", .. command]);
}
