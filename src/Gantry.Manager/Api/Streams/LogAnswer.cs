using System.Text.Json;
using Gantry.Manager.Api.Views;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Streams;

/// <summary>Logs over HTTP: one JSON text a line, ended by the client or by the last task.</summary>
internal sealed class LogAnswer(ControlApi api)
{
    private const int MostLines = 1_000_000;
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public static (string, string)[] Query { get; } =
    [
        ("follow", "true: go on with what comes."),
        ("since", "Only lines from this time on."),
        ("until", "Only lines before this time."),
        ("tail", "Only that many last lines of each task."),
    ];

    public Task OfTaskAsync(HttpContext http, CancellationToken ct)
    {
        var state = api.Store.Current;
        var task = state.TaskNamed(http.RouteText("task"));
        if (task is { HasEnded: true, Observed.IsContainerGone: true })
            throw Problem.LogsGone($"The output of {TaskView.NameOf(state, task)} is gone with its container; the task ended at {task.EndedAt ?? task.Observed.At:yyyy-MM-ddTHH:mm:ssZ}. The last two tasks of a slot keep theirs.");

        // Once it has ended it writes nothing more: that ends the following.
        var isFirst = true;
        return WriteAsync(
            http,
            now =>
            {
                var found = now.Find(task.Id);
                var mayWrite = found is { HasEnded: false } || (found is not null && isFirst);
                isFirst = false;
                return mayWrite ? [found!] : null;
            },
            ct);
    }

    public Task OfServiceAsync(HttpContext http, CancellationToken ct)
    {
        var id = api.Store.Current.ServiceNamed(http.RouteText("service")).Id;
        return WriteAsync(http, now => TasksOf(now, id), ct);
    }

    private static List<ServiceTask>? TasksOf(Snapshot state, ServiceId id) => state.Find(id) is null ? null : [.. state.TasksOf(id)];

    private async Task WriteAsync(HttpContext http, Func<Snapshot, IReadOnlyList<ServiceTask>?> tasksOf, CancellationToken ct)
    {
        var range = new LogsRange(http.QueryFlag("follow"), http.QueryTime("since"), http.QueryTime("until"), http.QueryNumber("tail", MostLines));
        var logs = new MergedLogs(api.Store, new TaskLogs(api.Store, api.Streams), api.Time, tasksOf);
        http.Response.ContentType = "application/x-ndjson";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        if (range.Follow)
            await http.Response.Body.FlushAsync(ct);
        var writer = http.Response.BodyWriter;
        await foreach (var line in logs.ReadAsync(range, ct))
        {
            await writer.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, ApiJson.Default.LogLine), ct);
            await writer.WriteAsync(NewLine, ct);
        }
    }
}
