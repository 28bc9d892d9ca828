using Gantry.Compose;
using Gantry.Compose.Mapping;
using Gantry.Model.Json;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <summary>Nothing is dropped in silence: every key that is accepted reaches the model, or is listed here with the reason.</summary>
public sealed class ComposeKeyTests
{
    private const string Not = "NOT ";

    // Accepted, and rightly without a trace in the model.
    private static readonly string[] WithoutTrace =
    [
        ".version", // obsolete: a warning says that it has no effect
        "services.*.attach", // a warning says that it has no effect
        "services.*.develop", // a warning says that it has no effect
        "services.*.volumes[].consistency", // a warning says that it has no effect
        "networks.*.enable_ipv4", // only true is accepted, which is what there is
        "networks.*.ipam.driver", // only "default" is accepted, which is what there is
    ];

    public static TheoryData<string, string, string> Table => [.. ComposeKeyRows.All];

    [Fact]
    public void Every_accepted_key_has_a_row() =>
        Assert.Equal(
            ComposeKeys.Tables.SelectMany(t => t.Keys.Select(k => $"{t.Place}.{k}")).Order(StringComparer.Ordinal),
            ComposeKeyRows.All.Select(r => r.Key).Concat(WithoutTrace).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Table))]
    public void An_accepted_key_reaches_the_model(string key, string written, string held)
    {
        var model = CompactJson.Write(Read(written).Accepted());

        var without = CompactJson.Write(Read("").Accepted());
        if (held.StartsWith(Not, StringComparison.Ordinal))
            (model, without, held) = (without, model, held[Not.Length..]);
        Assert.Contains(held, model, StringComparison.Ordinal);
        if (key is not ".name")
            Assert.DoesNotContain(held, without, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void What_config_writes_reads_as_the_same_stack(string key, string written, string held)
    {
        var stack = Read(written).Accepted();
        Assert.NotEqual(key, held);

        foreach (var format in new[] { ConfigFormat.Yaml, ConfigFormat.Json })
        {
            var again = ComposeReader.Read(null, ComposeText.Bundle(StackConfig.Write(stack, format))).Accepted();
            Assert.Equal(CompactJson.Write(stack), CompactJson.Write(again));
        }
    }

    public static IEnumerable<string> Texts() => ComposeKeyRows.All.Select(r => Text(r.Written));

    private static ComposeResult Read(string written) => ComposeReader.Read("s", ComposeText.Bundle(Text(written)) with
    {
        Files = [new BundleFile("web.env", "FROM_FILE=1\n"), new BundleFile("raw.env", "RAW=\"$X\"\n"), new BundleFile("base/base.yaml", "services: {b: {image: b, user: from-base}}"), new BundleFile("base/env.yaml", "services: {b: {image: b, user: '${FROM_FILE-}', volumes: ['./data:/d']}}")],
    });

    private static string Text(string written)
    {
        var lines = written.Split('\n');
        var service = lines.Where(l => !l.StartsWith("FILE ", StringComparison.Ordinal)).Select(l => "    " + l);
        var file = lines.Where(l => l.StartsWith("FILE ", StringComparison.Ordinal)).Select(l => l["FILE ".Length..]).ToList();
        var hasServices = file.Exists(l => l.StartsWith("services: ", StringComparison.Ordinal));
        return $"services:\n  db: {{image: d}}\n  web:\n    image: w\n{string.Join('\n', service)}\n{(hasServices ? "---\n" : "")}{string.Join('\n', file)}\n";
    }
}
