using Gantry.Compose;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <summary>Compose texts in tests.</summary>
internal static class ComposeText
{
    public static Bundle Bundle(string text, IReadOnlyDictionary<string, string>? variables = null) =>
        new([new BundleFile("compose.yaml", text)], [], variables ?? new Dictionary<string, string>(), []) { ProjectDirectory = "/project" };

    public static ComposeResult Read(params string[] texts)
    {
        var files = texts.Select((text, i) => new BundleFile(i == 0 ? "compose.yaml" : $"override{i}.yaml", text));
        return ComposeReader.Read("s", Bundle("") with { ComposeFiles = [.. files] });
    }

    public static StackSpec Accepted(this ComposeResult result) => result switch
    {
        ComposeResult.Accepted accepted => accepted.Stack,
        ComposeResult.Refused refused => throw new Xunit.Sdk.XunitException(string.Join("\n", refused.Problems)),
        _ => throw new InvalidOperationException(),
    };

    public static IReadOnlyList<Problem> Problems(this ComposeResult result) => result switch
    {
        ComposeResult.Accepted accepted => accepted.Warnings,
        ComposeResult.Refused refused => refused.Problems,
        _ => throw new InvalidOperationException(),
    };

    public static ServiceSpec Service(this ComposeResult result, string name = "web") => result.Accepted().Services.Single(s => s.Name == name);

    /// <summary>The reading of a file with one service, <c>web</c>, and these lines in it.</summary>
    public static ComposeResult Web(string lines) =>
        Read("services:\n  web:\n    image: busybox:1.36\n" + string.Join('\n', lines.ReplaceLineEndings("\n").Split('\n').Select(l => "    " + l)) + "\n");
}
