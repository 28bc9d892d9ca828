using System.Runtime.CompilerServices;
using Gantry.Compose;

namespace Gantry.Tests.Compose;

/// <summary>Files for what nobody in the corpus writes: the file, a line of dashes, and what <c>stack config</c> says of it, or why it is refused.</summary>
public sealed class HandMadeFileTests
{
    // Not of three dashes: that begins another YAML document.
    private const string Separator = "\n----------\n";

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder(), "*.txt").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_read_as_the_specification_says(string file)
    {
        var path = Path.Combine(Folder(), file);
        var input = File.ReadAllText(path).Split(Separator)[0].TrimEnd('\n');
        var bundle = ComposeText.Bundle(input);

        var told = ComposeReader.Read(null, bundle) is ComposeResult.Accepted accepted
            ? ProblemText.Write(accepted.Warnings, bundle) + StackConfig.Write(accepted.Stack, ConfigFormat.Yaml)
            : ProblemText.Write(ComposeReader.Read(null, bundle).Problems(), bundle);

        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
            File.WriteAllText(path, input + Separator + told);
        Assert.Equal(input + Separator + told, File.ReadAllText(path));
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "HandMade");
}
