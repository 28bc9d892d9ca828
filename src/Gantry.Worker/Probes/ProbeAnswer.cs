using System.Text;

namespace Gantry.Worker.Probes;

/// <summary>What came of asking once.</summary>
/// <param name="HasPassed">Null: nobody could ask (the engine is away), which says nothing about the container.</param>
/// <param name="Output">For people; at most <see cref="OutputLimitBytes"/>.</param>
internal sealed record ProbeAnswer(bool? HasPassed, string Output)
{
    public const int OutputLimitBytes = 4096;

    public static readonly ProbeAnswer Passed = new(HasPassed: true, "");

    public static ProbeAnswer Failed(string output) => new(HasPassed: false, Cut(output));

    public static ProbeAnswer Unknown(string reason) => new(HasPassed: null, Cut(reason));

    // A cut in the middle of a character leaves a replacement character at the end.
    private static string Cut(string text) => Encoding.UTF8.GetByteCount(text) <= OutputLimitBytes
        ? text
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text), 0, OutputLimitBytes - 3).TrimEnd('\uFFFD');
}
