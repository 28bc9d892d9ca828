using System.Text;
using System.Text.RegularExpressions;

namespace Gantry.Model.Services;

/// <summary>
/// Swarm's templates, as <c>{{.Task.Slot}}</c>: texts that are another one for every task. What names none of Swarm's roots
/// belongs to some other program and stays as it is. Pure.
/// </summary>
public static partial class TaskTemplate
{
    public const string ServiceId = ".Service.ID";
    public const string ServiceName = ".Service.Name";
    public const string NodeId = ".Node.ID";
    public const string NodeHostname = ".Node.Hostname";
    public const string NodeOs = ".Node.Platform.OS";
    public const string NodeArchitecture = ".Node.Platform.Architecture";
    public const string TaskId = ".Task.ID";
    public const string TaskName = ".Task.Name";
    public const string TaskSlot = ".Task.Slot";

    /// <summary>What can be filled in, besides labels of the service.</summary>
    public static readonly IReadOnlyList<string> Fields =
        [ServiceId, ServiceName, NodeId, NodeHostname, NodeOs, NodeArchitecture, TaskId, TaskName, TaskSlot];

    private const string Open = "{{";
    private const string Close = "}}";

    /// <returns>The first template that cannot be filled in, as it is written; null when all can.</returns>
    public static string? FirstUnknown(string text)
    {
        string? unknown = null;
        Replace(text, (written, inner) =>
        {
            if (!Fields.Contains(inner) && LabelIn(inner) is null)
                unknown ??= written;
            return written;
        });
        return unknown;
    }

    /// <summary>Names of the service's labels that it holds.</summary>
    public static IReadOnlyList<string> LabelsIn(string text)
    {
        var labels = new List<string>();
        Replace(text, (written, inner) =>
        {
            if (LabelIn(inner) is { } label)
                labels.Add(label);
            return written;
        });
        return labels;
    }

    public static string FillLabels(string text, IReadOnlyDictionary<string, string> labels) =>
        Replace(text, (written, inner) => LabelIn(inner) is { } label && labels.TryGetValue(label, out var value) ? value : written);

    public static bool Holds(string text, string field)
    {
        var isHeld = false;
        Replace(text, (written, inner) =>
        {
            isHeld |= inner == field;
            return written;
        });
        return isHeld;
    }

    /// <param name="values">By field, see <see cref="Fields"/>. What is not in it stays as it is.</param>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Replace(text, (written, inner) => values.GetValueOrDefault(inner) ?? written);

    private static string Replace(string text, Func<string, string, string> valueOf)
    {
        if (!text.Contains(Open, StringComparison.Ordinal))
            return text;
        var filled = new StringBuilder();
        var at = 0;
        for (var open = text.IndexOf(Open, StringComparison.Ordinal); open >= 0; open = text.IndexOf(Open, open, StringComparison.Ordinal))
        {
            var close = text.IndexOf(Close, open + Open.Length, StringComparison.Ordinal);
            var end = close < 0 ? text.Length : close + Close.Length;
            var inner = text[(open + Open.Length)..(close < 0 ? text.Length : close)];
            if (!OfSwarm().IsMatch(inner))
            {
                open++;
                continue;
            }

            filled.Append(text, at, open - at).Append(valueOf(text[open..end], close < 0 ? "" : inner.Trim()));
            at = open = end;
        }

        return filled.Append(text, at, text.Length - at).ToString();
    }

    private static string? LabelIn(string inner) => Label().Match(inner) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"(?:\A|[\s(])\.(?:Service|Node|Task)\b")]
    private static partial Regex OfSwarm();

    [GeneratedRegex(@"\A(?:\.Service\.Labels\.(?<name>[A-Za-z0-9_]+)|index\s+\.Service\.Labels\s+(?:""(?<name>[^""\\]+)""|`(?<name>[^`]+)`))\z")]
    private static partial Regex Label();
}
