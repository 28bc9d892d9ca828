using Gantry.DockerTests.Testing;
using Gantry.Remote;

namespace Gantry.ClusterTests.Packaging;

/// <summary>What is run on machines whose shell nobody knows.</summary>
public sealed class RemoteScriptTests
{
    [Fact]
    public async Task Shellcheck_finds_nothing_in_what_is_run_on_other_machines()
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("gc-scripts-");
        try
        {
            RemoteScript[] scripts = [RemoteScript.Look, RemoteScript.InstallDocker, RemoteScript.PutBinary, RemoteScript.StartWithSystemd, RemoteScript.StartWithoutSystemd, RemoteScript.AwaitJoin];
            foreach (var script in scripts)
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, script.Name), RemoteScript.Text(script.Name), ct);

            await HostTool.RunAsync(ct, ["shellcheck", "--shell=sh", .. scripts.Select(s => Path.Combine(folder.FullName, s.Name))]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
