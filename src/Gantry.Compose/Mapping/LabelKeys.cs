namespace Gantry.Compose.Mapping;

/// <summary>Labels. Those that Gantry finds its own containers by are not for files to set.</summary>
internal static class LabelKeys
{
    private const string Reserved = "dev.gantry.";

    public static IReadOnlyDictionary<string, string> Read(Value value)
    {
        var labels = value.Texts();
        foreach (var label in labels.Keys.Where(l => l.StartsWith(Reserved, StringComparison.Ordinal)))
            value.Error("reserved_label", $"{value.Path} sets {ProblemLog.Quote(label)}: labels that begin with {Reserved} are Gantry's own.", "Choose another name.");
        return labels;
    }
}
