using Gantry.Model.Api;

namespace Gantry.Output;

/// <summary>An explanation for people: the sentence first, then numbers, nodes, last lines and the fix.</summary>
internal static class ExplanationText
{
    public static void Print(Printer printer, Explanation explanation)
    {
        printer.Line($"{explanation.Subject}: {explanation.State}");
        printer.Line(PlainText.Of(explanation.Summary));
        if (explanation.Facts.Count > 0)
        {
            printer.Line();
            var width = explanation.Facts.Max(f => f.Name.Length);
            foreach (var fact in explanation.Facts)
                printer.Line($"  {fact.Name.PadRight(width)}  {PlainText.Of(fact.Value)}");
        }

        PrintNodes(printer, explanation.Nodes);
        if (explanation.LastLogLines.Count > 0)
        {
            printer.Line();
            printer.Line("Last lines of output:");
            foreach (var line in explanation.LastLogLines)
                printer.Line($"  {PlainText.Of(line)}");
        }

        if (explanation.Fix is { } fix)
        {
            printer.Line();
            printer.Line($"{printer.Paint("Fix:", Colour.Green)} {PlainText.Of(fix)}");
        }
    }

    private static void PrintNodes(Printer printer, IReadOnlyList<ExplainedNode> nodes)
    {
        if (nodes.Count == 0)
            return;
        printer.Line();
        printer.Line("Nodes:");
        PrintScores(printer, [.. nodes.Where(n => n.Score.Count > 0)]);
        var others = nodes.Where(n => n.Score.Count == 0).ToList();
        var width = others.Select(n => n.Node.Length).DefaultIfEmpty().Max();
        foreach (var node in others)
        {
            var fits = node.Fits ? printer.Paint("fits", Colour.Green) : printer.Paint("no", Colour.Red);
            printer.Line($"  {node.Node.PadRight(width)}  {fits}: {PlainText.Of(string.Join("; ", node.Reasons))}");
        }
    }

    // All of one task are scored by the same: the first has the headings.
    private static void PrintScores(Printer printer, List<ExplainedNode> nodes)
    {
        if (nodes.Count == 0)
            return;
        List<List<string>> rows =
        [
            ["node", .. nodes[0].Score.Select(f => f.Name)],
            .. nodes.Select(n => (List<string>)[n.HasTask ? n.Node + " *" : n.Node, .. n.Score.Select(f => f.Value)]),
        ];
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
            printer.Line(PlainText.Of($"  {string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))}").TrimEnd());
    }
}
