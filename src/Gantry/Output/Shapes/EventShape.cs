using Gantry.Client;
using Gantry.Model.Api;

namespace Gantry.Output.Shapes;

internal static class EventShape
{
    /// <param name="names">Of nodes and tasks, which events have by their ids; null where no filter asks for them.</param>
    public static Shape<EventItem> Create(EventNames? names = null) => new(
        ApiJson.Default.EventItem,
        item => item.Revision,
        item => item.Event.Type,
        [
            new("TIME", (item, _) => $"{item.Event.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}"),
            new("TYPE", (item, _) => item.Event.Type),
            new("SUBJECT", (item, cell) => SubjectOf(item, cell)),
            new("MESSAGE", (item, _) => item.Event.Message),
            new("BY", (item, _) => item.Event.Actor ?? "", IsWide: true),
            new("REVISION", (item, _) => item.Revision, IsWide: true),
        ],
        new Dictionary<string, FilterKey<EventItem>>
        {
            ["type"] = new(item => [item.Event.Type], FilterMatch.Beginning),
            ["stack"] = new(item => [item.Event.Stack ?? ""]),
            ["service"] = new(item => [item.Event.Service ?? "", $"{item.Event.Stack}_{item.Event.Service}"]),
            ["task"] = new(item => names?.OfTask(item.Event) ?? []) { Id = item => item.Event.TaskId?.ToString() },
            ["node"] = new(item => names?.OfNode(item.Event) ?? []) { Id = item => item.Event.NodeId?.ToString() },
            ["actor"] = new(item => [item.Event.Actor ?? ""]),
        });

    private static string SubjectOf(EventItem item, CellContext<EventItem> cell)
    {
        var service = item.Event is { Stack: { } stack, Service: { } name } ? $"{stack}_{name}" : item.Event.Stack ?? item.Event.Service;
        var id = item.Event.TaskId?.ToString() ?? item.Event.NodeId?.ToString();
        return string.Join(' ', new[] { service, id is null ? null : cell.Id(id) }.Where(part => part is not null));
    }
}
