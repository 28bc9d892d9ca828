using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>
/// <c>--watch</c>: the list, then its changes. A terminal sees the whole list drawn anew, a pipe one row a change
/// or a line for what is gone, and JSON has one text a change.
/// </summary>
internal sealed class ListWatch<T>(
    Session session, Shape<T> shape, JsonTypeInfo<Listed<T>> listType, JsonTypeInfo<ChangeItem<T>> changeType, OutputForm? fallback = null)
    where T : class
{
    private const string HomeAndClear = "\e[H\e[2J\e[3J";

    private readonly OutputForm _form = session.Form(fallback);
    private readonly ListView<T> _view = session.View(shape, fallback);
    private readonly Dictionary<string, T> _items = [];
    private bool _isFirst = true;
    private string _revision = "";

    private bool Redraws => _form is OutputForm.Table && session.Printer.IsTerminal;

    private bool IsJson => _form is OutputForm.Json or OutputForm.JsonLines;

    public async Task<int> RunAsync(string path, CancellationToken ct)
    {
        var stream = new EventStream(session.Api, session.Time);
        await foreach (var item in stream.ReadAsync(ApiPath.With(path), ct))
        {
            if (item.EventType == "list")
                Take(Parse(item.Data, listType));
            else if (item.EventType == "change")
                Take(Parse(item.Data, changeType));
            session.Printer.Flush();
        }

        return ExitCode.Ok;
    }

    private static TJson Parse<TJson>(string json, JsonTypeInfo<TJson> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new CliException(ExitCode.Error, "The server sent an empty event.");

    private void Take(Listed<T> list)
    {
        _items.Clear();
        _revision = list.Revision;
        foreach (var item in list.Items)
            _items[shape.Key(item)] = item;
        if (IsJson)
        {
            foreach (var item in list.Items.Where(_view.Shows))
                PrintChange(new ChangeItem<T>("put", shape.Key(item), list.Revision, item));
        }
        else if (Redraws || _isFirst)
        {
            Print();
        }

        _isFirst = false;
    }

    private void Take(ChangeItem<T> change)
    {
        _revision = change.Revision;
        T? gone = null;
        if (change.Item is { } item)
            _items[change.Id] = item;
        else
            _items.Remove(change.Id, out gone);

        if (Redraws)
            Print();
        else if ((change.Item ?? gone) is not { } about || !_view.Shows(about))
            return;
        else if (IsJson)
            PrintChange(change);
        else if (change.Item is { } row)
            _view.PrintRow(row);
        else
            _view.PrintRemoved(about);
    }

    private void PrintChange(ChangeItem<T> change) =>
        session.Printer.Line(JsonText.Of(change, changeType, isIndented: false));

    private void Print()
    {
        if (Redraws)
            session.Printer.Raw(HomeAndClear);
        _view.Print(new Listed<T>([.. _items.Values], _revision));
    }
}
