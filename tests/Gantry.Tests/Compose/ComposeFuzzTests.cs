using Gantry.Compose;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <summary>Texts that were damaged at random: a stack or a list of problems, never an exception, never long.</summary>
public sealed class ComposeFuzzTests
{
    private const int Count = 2_000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static readonly string[] Pieces =
    [
        "\n", ":", " ", "  ", "- ", "\t", "{", "}", "[", "]", "&a ", "*a", "<<: *a", "!reset ", "!override ", "!x ", "|\n", ">-\n", "\"", "'", "#", "$", "${",
        "${A:-", "$$", "~", "null", "true", "-1", "0", "99999999999999999999", "1e400", "0x", ".", "..", "/", "\\", "\0", "\uFEFF", "\u2028", "😀", "\r", "%YAML 1.1\n", "---\n", "...\n", "? ",
        "services", "image", "ports", "volumes", "networks", "deploy", "depends_on", "healthcheck", "test", "8000-9000:80", "a:b:c:d", "::", "1m30s", "x-gantry", "external: true",
    ];

    [Fact]
    public void Damaged_files_give_a_stack_or_problems()
    {
        var random = new Random(20261121);
        var seeds = Seeds();
        for (var i = 0; i < Count; i++)
        {
            var text = Damage(seeds[random.Next(seeds.Count)], seeds, random);
            var clock = CpuClock.Now();
            ComposeResult result;
            try
            {
                result = ComposeReader.Read("s", ComposeText.Bundle(text));
                ProblemText.Write(result.Problems(), ComposeText.Bundle(text));
                BundleNeeds.Of([new BundleFile("f", text)], new Dictionary<string, string>());
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"Text {i} gave {e}\n{text}");
            }

            Assert.True(CpuClock.Now() - clock < Longest, $"Text {i} took long:\n{text}");
            if (result is ComposeResult.Accepted accepted)
                Assert.IsType<ComposeResult.Accepted>(ComposeReader.Read(null, ComposeText.Bundle(StackConfig.Write(accepted.Stack, ConfigFormat.Yaml))));
        }
    }

    private static List<string> Seeds()
    {
        var own = ComposeKeyTests.Texts().ToList();
        var corpus = Corpus.Find();
        return corpus is null ? own : [.. own, .. corpus.Files().Select(f => f.Bundle.ComposeFiles[0].Content).Where(t => t.Length < 6_000)];
    }

    private static string Damage(string text, List<string> seeds, Random random)
    {
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            var other = seeds[random.Next(seeds.Count)];
            text = random.Next(5) switch
            {
                0 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                1 => text.Remove(at, length),
                2 => text[..at] + Pieces[random.Next(Pieces.Length)] + text[(at + length)..],
                3 => text.Insert(at, text.Substring(at, length)),
                _ => text[..at] + other[random.Next(other.Length)..],
            };
        }

        return text;
    }
}
