using System.Text.Json;
using Gantry.Model.Api;

namespace Gantry.Output;

/// <summary>Prints items of one shape in the form that was asked for.</summary>
internal sealed class ListView<T>(Printer printer, Shape<T> shape, OutputForm form, ItemFilter<T> filter, bool isFull)
    where T : class
{
    public void Print(Listed<T> list)
    {
        var items = list.Items.Where(filter.Matches).Select(item => shape.Shown?.Invoke(item) ?? item).ToList();
        if (shape.Order is { } order)
            items = [.. items.Order(Comparer<T>.Create(order))];
        switch (form)
        {
            case OutputForm.Json:
                printer.Line(JsonText.OfList(items, list.Revision, shape.Json));
                break;
            case OutputForm.Yaml:
                PrintYaml(items, list.Revision);
                break;
            case OutputForm.Table table:
                PrintLines(TableOf(items, table.IsWide).Lines());
                break;
            case OutputForm.Template { Text.IsTable: true } template:
                PrintTemplateTable(items, template.Text);
                break;
            default:
                PrintLines(Lines(items));
                break;
        }
    }

    /// <summary>One thing by itself, without the list around it.</summary>
    public void PrintOne(T item)
    {
        if (form is OutputForm.Json)
            printer.Line(JsonText.Of(item, shape.Json));
        else if (form is OutputForm.Yaml)
            printer.Line(YamlText.Of(item, shape.Json));
        else
            Print(new Listed<T>([item], ""));
    }

    /// <summary>A row below a table, or a document behind a list, that was printed before; nothing when the filter leaves the item out.</summary>
    public void PrintRow(T item)
    {
        if (!filter.Matches(item))
            return;
        if (form is OutputForm.Table table)
            PrintLines(TableOf([item], table.IsWide).RowLines());
        else if (form is OutputForm.Yaml)
            PrintLines([YamlText.Separator, YamlText.Of(item, shape.Json)]);
        else
            PrintLines(Lines([item]));
    }

    /// <summary>A line that says so, where people or YAML read on; names and ids alone have none for it.</summary>
    public void PrintRemoved(T item)
    {
        if (!filter.Matches(item))
            return;
        if (form is OutputForm.Table)
            printer.Line($"{shape.Name(item)} is gone.");
        else if (form is OutputForm.Yaml)
            PrintLines([YamlText.Separator, $"removed: {shape.Name(item)}"]);
    }

    public bool Shows(T item) => filter.Matches(item);

    private IEnumerable<string> Lines(List<T> items) => form switch
    {
        OutputForm.Ids => items.Select(shape.Id),
        OutputForm.Names => items.Select(shape.Name),
        OutputForm.Template template => items.Select((item, i) => Templated(items, i, template.Text)),
        _ => items.Select(item => JsonText.Of(item, shape.Json, isIndented: false)),
    };

    private void PrintLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            printer.Line(line);
    }

    private void PrintYaml(List<T> items, string revision)
    {
        using var json = JsonDocument.Parse(JsonText.OfList(items, revision, shape.Json));
        printer.Line(YamlText.Of(json.RootElement));
    }

    private TextTable TableOf(List<T> items, bool isWide)
    {
        var columns = shape.Columns.Where(c => isWide || !c.IsWide).ToList();
        var table = new TextTable([.. columns.Select(c => c.Header)]);
        for (var i = 0; i < items.Count; i++)
        {
            var context = ContextOf(items, i, isFull);
            table.Add([.. columns.Select(c => c.Text(items[i], context))]);
        }

        return table;
    }

    private void PrintTemplateTable(List<T> items, FormatTemplate template)
    {
        var table = new TextTable(template.Header().Split('\t'));
        for (var i = 0; i < items.Count; i++)
            table.Add(Templated(items, i, template).Split('\t'));
        PrintLines(table.Lines());
    }

    private string Templated(List<T> items, int index, FormatTemplate template)
    {
        var context = ContextOf(items, index, isFull);
        var cells = shape.Columns.ToDictionary(
            c => c.Header.Replace(" ", ""), c => c.Text(items[index], context), StringComparer.OrdinalIgnoreCase);
        return template.Write(cells, JsonSerializer.SerializeToElement(items[index], shape.Json));
    }

    private CellContext<T> ContextOf(List<T> items, int index, bool full) =>
        new(printer.Environment.Time.GetUtcNow(), full, index > 0 ? items[index - 1] : null);
}
