using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Compose;

/// <summary>A YAML file of plain settings: one mapping of names to values.</summary>
public static class SettingsFile
{
    /// <param name="names">What may be set; anything else is a problem.</param>
    /// <returns>What is set. Of no use when there are problems.</returns>
    public static IReadOnlyDictionary<string, string> Read(string path, string text, IReadOnlyCollection<string> names, out IReadOnlyList<Problem> problems)
    {
        var log = new ProblemLog();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var document in YamlText.Read(path, text, log) ?? [])
        {
            if (document is YamlNode.Map map)
                Take(map, names, values, log);
            else if (!document.IsNull)
                log.Error(document.Position, "bad_type", $"This file is {document.KindName}, not a mapping of names to values.");
        }

        problems = log.InOrder([path]);
        return values;
    }

    private static void Take(YamlNode.Map map, IReadOnlyCollection<string> names, Dictionary<string, string> values, ProblemLog log)
    {
        foreach (var entry in map.Entries)
        {
            if (!names.Contains(entry.Key))
                log.Error(entry.KeyPosition, "unknown_key", $"There is no setting {ProblemLog.Quote(entry.Key)}.", Advice(entry.Key, names));
            else if (entry.Value is not YamlNode.Scalar { IsNull: false } value)
                log.Error(entry.Value.Position, "bad_type", $"{entry.Key} is {entry.Value.KindName}; it takes one value.");
            else
                values[entry.Key] = value.Text;
        }
    }

    private static string Advice(string key, IReadOnlyCollection<string> names) =>
        Spelling.Nearest(key, names) is { } near ? $"Did you mean {near}?" : $"There are {string.Join(", ", names)}.";
}
