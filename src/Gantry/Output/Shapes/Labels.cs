namespace Gantry.Output.Shapes;

/// <summary>How <c>--filter label=…</c> sees labels: by name, and as <c>name=value</c>.</summary>
internal static class Labels
{
    public static IEnumerable<string> Of(IReadOnlyDictionary<string, string> labels) =>
        labels.Select(l => $"{l.Key}={l.Value}");
}
