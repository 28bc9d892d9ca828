using Gantry.Compose.Interpolation;

namespace Gantry.Compose.Mapping;

/// <summary>Labels. Those that Gantry finds its own containers by are not for files to set.</summary>
internal static class LabelKeys
{
    private const string Reserved = "dev.gantry.";

    public static IReadOnlyDictionary<string, string> Read(Value value)
    {
        var labels = value.Texts();
        CheckNotReserved(value, labels.Keys);
        return labels;
    }

    /// <summary>Files as env files are; but their values know the labels before them, not the environment. source: compose-go WithServicesLabelsResolved</summary>
    public static void ReadFiles(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
        {
            if (item.Word() is not { } path)
                continue;
            if (service.Scope.Bundle.Find(path) is not { } file)
            {
                item.Error("file_missing", $"The label file {ProblemLog.Quote(path)} was not found.", "Create it, or correct the path.");
                continue;
            }

            var parsed = DotenvFile.Parse(file.Path, file.Content, service.FileLabels.GetValueOrDefault);
            item.Log.Errors(parsed.Problems);
            CheckNotReserved(item, parsed.Values.Keys);
            foreach (var (name, text) in parsed.Values)
                service.FileLabels[name] = text;
        }
    }

    private static void CheckNotReserved(Value value, IEnumerable<string> names)
    {
        foreach (var label in names.Where(l => l.StartsWith(Reserved, StringComparison.Ordinal)))
            value.Error("reserved_label", $"{value.Path} sets {ProblemLog.Quote(label)}: labels that begin with {Reserved} are Gantry's own.", "Choose another name.");
    }
}
