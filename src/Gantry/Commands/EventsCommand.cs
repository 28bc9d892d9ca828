using System.CommandLine;
using System.Text.Json;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry events</c></summary>
internal static class EventsCommand
{
    private const string TypeFilter = "type=";

    // The server's own.
    private const int DefaultLimit = 100;
    private const string MostAtOnce = "10000";

    public static Command Create(CommandParts parts)
    {
        var since = new Option<string?>("--since") { Description = "Only events after: 10m ago, or a time.", HelpName = "TIME" };
        var until = new Option<string?>("--until") { Description = "Only events before.", HelpName = "TIME" };
        var stack = parts.OfStack("Only this stack's.");
        var limit = new Option<int?>("--limit", "-n") { Description = "At most so many, the newest.", HelpName = "N" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with new events." };
        return new Command("events", "Show what happened.").With(since, until, stack, limit, follow).Shows(parts, canWatch: true, filter: parts.Common.LongFilter)
            .Does(parts, (session, ct) =>
            {
                var now = session.Time.GetUtcNow();
                var path = ApiPath.With(
                    ApiPath.Of("events"),
                    ("since", Duration.PointInTime("--since", session.Get(since), now)),
                    ("until", Duration.PointInTime("--until", session.Get(until), now)),
                    ("stack", session.Get(stack)),
                    ("type", TypesIn(session)),
                    ("limit", LimitFor(session, session.Get(limit))));
                return session.Get(follow) || session.Get(session.Common.Watch)
                    ? FollowAsync(session, path, session.Get(limit), ct)
                    : ListAsync(session, path, session.Get(limit), ct);
            });
    }

    private static async Task<int> ListAsync(Session session, string path, int? limit, CancellationToken ct)
    {
        if (session.Filters.Count == 0)
            return await session.ListAsync(path, static () => new Listing<EventItem>(EventShape.Create(), ApiJson.Default.ListedEventItem), ct);

        var names = NamesFor(session);
        var view = session.View(EventShape.Create(names));
        var all = await session.Api.GetAsync(path, ApiJson.Default.ListedEventItem, ct);
        if (names is not null)
            await names.LearnAsync(all.Items, ct);
        view.Print(Newest(view, all, limit));
        return ExitCode.Ok;
    }

    /// <summary>The server knows what a type begins with; it takes several with commas.</summary>
    private static string? TypesIn(Session session)
    {
        var types = session.Filters.Where(f => f.StartsWith(TypeFilter, StringComparison.Ordinal)).Select(f => f[TypeFilter.Length..]).ToList();
        return types.Count == 0 || types.Contains("") ? null : string.Join(',', types);
    }

    // Of the other keys it knows nothing: all that it gives at once is asked for, and cut once they were looked at.
    private static string? LimitFor(Session session, int? limit) =>
        session.Filters.Any(f => !f.StartsWith(TypeFilter, StringComparison.Ordinal)) ? MostAtOnce : limit?.ToString();

    /// <returns>Null where no filter asks for them: it takes two more calls.</returns>
    private static EventNames? NamesFor(Session session) =>
        session.Filters.Any(f => f.StartsWith("node=", StringComparison.Ordinal) || f.StartsWith("task=", StringComparison.Ordinal))
            ? new EventNames(session.Api)
            : null;

    private static Listed<EventItem> Newest(ListView<EventItem> view, Listed<EventItem> list, int? limit) =>
        list with { Items = [.. list.Items.Where(view.Shows).TakeLast(limit ?? DefaultLimit)] };

    // Events are only ever added: a row each, on a terminal too.
    private static async Task<int> FollowAsync(Session session, string path, int? limit, CancellationToken ct)
    {
        var names = NamesFor(session);
        var view = session.View(EventShape.Create(names), new OutputForm.Table(IsWide: false));
        var isJson = session.Form() is OutputForm.Json;
        await foreach (var item in new EventStream(session.Api, session.Time).ReadAsync(path, ct))
        {
            if (item.EventType == "list" && JsonSerializer.Deserialize(item.Data, ApiJson.Default.ListedEventItem) is { } all)
            {
                if (names is not null)
                    await names.LearnAsync(all.Items, ct);
                var list = Newest(view, all, limit);
                if (!isJson)
                    view.Print(list);
                else
                    list.Items.ToList().ForEach(e => PrintJson(session, e));
            }
            else if (item.EventType == "change" &&
                JsonSerializer.Deserialize(item.Data, ApiJson.Default.ChangeItemEventItem)?.Item is { } added)
            {
                if (names is not null)
                    await names.LearnAsync([added], ct);
                if (!isJson)
                    view.PrintRow(added);
                else if (view.Shows(added))
                    PrintJson(session, added);
            }

            session.Printer.Flush();
        }

        return ExitCode.Ok;
    }

    private static void PrintJson(Session session, EventItem item) =>
        session.Printer.Line(JsonText.Of(item, ApiJson.Default.EventItem, isIndented: false));
}
