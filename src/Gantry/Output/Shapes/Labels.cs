namespace Gantry.Output.Shapes;

/// <summary>Labels as texts.</summary>
internal static class Labels
{
    public static IEnumerable<string> Of(IReadOnlyDictionary<string, string> labels) =>
        labels.Select(l => $"{l.Key}={l.Value}");

    /// <summary>How <c>--filter label=…</c> sees them: by name, and as <c>name=value</c>.</summary>
    public static IEnumerable<string> Filtered(IReadOnlyDictionary<string, string> labels) =>
        labels.Keys.Concat(Of(labels));
}
