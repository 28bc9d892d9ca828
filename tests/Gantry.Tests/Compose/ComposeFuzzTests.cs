using System.Globalization;
using Gantry.Compose;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <summary>Texts that were damaged at random: a stack or a list of problems, never an exception, never long.</summary>
public sealed class ComposeFuzzTests
{
    private const int MostMebibytes = 100;

    // ./dev test-fuzz sets it to 200,000.
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("GANTRY_FUZZ") ?? "2000", CultureInfo.InvariantCulture);

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
        // The first few tell enough, and together more than the first alone.
        const int mostTold = 5;

        var random = new Random(20261121);
        var seeds = Seeds();
        var failures = new List<string>();
        for (var i = 0; i < Count && failures.Count < mostTold; i++)
        {
            var text = Damage(seeds[random.Next(seeds.Count)], seeds, random);
            var bundle = BundleOf(text, seeds, random);
            try
            {
                Check(bundle);
            }
            catch (Exception e)
            {
                failures.Add($"Text {i} gave {e}\n{text}\n{string.Join('\n', bundle.Files)}");
            }
        }

        if (failures.Count > 0)
            Assert.Fail(string.Join("\n\n", failures));
    }

    private static void Check(Bundle bundle)
    {
        var result = ReadingCost.Of(bundle).Within(Longest, MostMebibytes).Result;
        BundleNeeds.Of(bundle.ComposeFiles, bundle.Variables);
        ComposeModel.Read("s", bundle, interpolates: false, out _)?.Write(ConfigFormat.Yaml);

        if (result is not ComposeResult.Accepted accepted)
            return;
        var written = ComposeText.Bundle(StackConfig.Write(accepted.Stack, ConfigFormat.Yaml));
        if (ComposeReader.Read(null, written) is ComposeResult.Refused refused)
            Assert.Fail($"What config writes is refused:\n{ProblemText.Write(refused.Problems, written)}");
    }

    // Other files of the project are damaged, too, and the text names them.
    private static Bundle BundleOf(string text, List<string> seeds, Random random)
    {
        var bundle = ComposeText.Bundle(text);
        if (random.Next(4) > 0)
            return bundle;
        string[] names = ["base.yaml", "base/base.yaml", "docker-compose-base.yml", "web.env", ".env", "compose.yaml"];
        return bundle with
        {
            ComposeFiles = [new BundleFile("compose.yaml", random.Next(2) == 0 ? text : $"include: [base.yaml, {{path: base/base.yaml, env_file: web.env}}]\n{text}")],
            Files = [.. names.Select(n => new BundleFile(n, Damage(n.EndsWith(".env", StringComparison.Ordinal) ? "A=1\nB=${A:-x}\n" : seeds[random.Next(seeds.Count)], seeds, random)))],
        };
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
