using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Tasks;

namespace Gantry.Tests.Nouns;

/// <summary>docs/event-types.md lists the types of events, and nothing else.</summary>
public sealed partial class EventTypeTableTests
{
    [Fact]
    public void Every_type_of_the_source_is_in_the_table_and_the_other_way_round()
    {
        var named = typeof(EventType).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        DeploymentState[] ends = [DeploymentState.Succeeded, DeploymentState.Failed, DeploymentState.Superseded];
        var known = named
            .Concat(ends.Select(EventType.Ended))
            .Concat(Enum.GetValues<TaskState>().Where(s => s.IsTerminal()).Select(EventType.Ended))
            .Distinct();

        Assert.Equal(known.Order(StringComparer.Ordinal), TableRow().Matches(File.ReadAllText(Document())).Select(m => m.Groups[1].Value));
    }

    private static string Document([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "event-types.md"));

    [GeneratedRegex(@"^\| `([a-z_.]+)` \| [^|]{10,} \|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
