using System.Runtime.CompilerServices;
using Gantry.Compose.Mapping;
using Gantry.Tests.Compose.EngineKeys;

namespace Gantry.Tests.Compose;

/// <summary>Every key that the reader takes is deployed on a real engine by the cluster tests, or says why not.</summary>
public sealed class EngineKeyCoverageTests
{
    private static IEnumerable<string> Taken => ComposeKeys.Tables.SelectMany(t => t.Keys.Select(k => $"{t.Place}.{k}"));

    // Refused counts: the engine's own words, or the deploy's, say that the key was understood.
    private static HashSet<string> Deployed { get; } =
        [.. EngineRows.All.Concat<KeyRow>(RefusedRows.ByEngine).Concat(RefusedRows.AtDeploy).SelectMany(r => r.FullKeys)];

    [Fact]
    public void Every_key_is_deployed_on_a_real_engine_or_says_why_not() =>
        Assert.Equal([], Taken.Where(k => !IsDeployed(k) && !Elsewhere.All.Any(e => e.Covers(k) || IsBelow(e.Key, k))));

    [Fact]
    public void No_row_names_a_key_that_there_is_not() => Assert.Empty(Deployed.Except(Taken));

    [Fact]
    public void No_reason_is_given_for_what_a_container_shows() =>
        Assert.Empty(Elsewhere.All.Where(e => !Taken.Any(k => e.Covers(k) && !EngineRows.All.Any(r => r.FullKeys.Contains(k)))).Select(e => e.Key));

    [Fact]
    public void Every_reason_names_a_test_that_there_is() =>
        Assert.Equal([], Elsewhere.All.Select(e => e.Test).Where(t => Directory.GetFiles(Tests(), t, SearchOption.AllDirectories).Length == 0));

    /// <summary>A section is shown when a key in it is.</summary>
    internal static bool IsShownBy(KeyRow row, string key) => row.FullKeys.Any(k => k == key || IsBelow(k, key));

    private static bool IsDeployed(string key) => Deployed.Any(d => d == key || IsBelow(d, key));

    private static bool IsBelow(string key, string section)
    {
        var place = section.StartsWith('.') ? section[1..] : section;
        return key.StartsWith(place, StringComparison.Ordinal) && key.Length > place.Length && key[place.Length] is '.' or '[';
    }

    private static string Tests([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
