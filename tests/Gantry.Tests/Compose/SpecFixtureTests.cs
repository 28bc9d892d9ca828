using System.Runtime.CompilerServices;
using Gantry.Compose;
using Gantry.Model.Json;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <summary>
/// Files as an earlier release read them. A hash that moves would replace every container of it at an upgrade, though nobody
/// changed a file: never write one anew.
/// </summary>
public sealed class SpecFixtureTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1")]
    public async Task An_upgrade_restarts_nothing_that_an_earlier_release_runs(string version)
    {
        var text = await File.ReadAllTextAsync(Fixture(version, "compose.yaml"), Ct);
        var bundle = new Bundle([new BundleFile("compose.yaml", text)], [], new Dictionary<string, string>(), []) { ProjectDirectory = "/project" };

        var stack = ComposeReader.Read(null, bundle).Accepted();

        var hashes = string.Concat(stack.Services.Select(s => $"{s.Name} container {CanonicalJson.HashOf(s.Container)} service {CanonicalJson.HashOf(s)}\n"));
        // A new version's hashes are written once, by UPDATE=1, and never again.
        if (Environment.GetEnvironmentVariable("UPDATE") == "1" && !File.Exists(Fixture(version, "hashes.txt")))
            await File.WriteAllTextAsync(Fixture(version, "hashes.txt"), hashes, Ct);
        Assert.Equal(await File.ReadAllTextAsync(Fixture(version, "hashes.txt"), Ct), hashes);
    }

    private static string Fixture(string version, string file, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here) ?? "", "..", "..", "Fixtures", "specs", version, file));
}
