using System.Runtime.CompilerServices;
using Gantry.Compose;

namespace Gantry.Tests.Compose;

/// <summary>Each file of Golden holds a compose text, a line of dashes, and what a person is told. UPDATE=1 rewrites them.</summary>
public sealed class ProblemTextTests
{
    private const string Separator = "----\n";

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder(), "*.txt").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_typical_mistake_is_told_so_that_a_person_can_act(string file)
    {
        var path = Path.Combine(Folder(), file);
        var golden = File.ReadAllText(path);
        var end = golden.IndexOf(Separator, StringComparison.Ordinal);
        var input = end < 0 ? golden : golden[..end];

        var bundle = ComposeText.Bundle(input);
        var told = ProblemText.Write(ComposeReader.Read("s", bundle).Problems(), bundle);

        if (Environment.GetEnvironmentVariable("UPDATE") == "1")
            File.WriteAllText(path, input + Separator + told);
        Assert.Equal(input + Separator + told, File.ReadAllText(path));
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}
