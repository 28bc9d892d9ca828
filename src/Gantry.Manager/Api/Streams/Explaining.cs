using Gantry.Manager.Api.Views;
using Gantry.Manager.Planning.Explaining;
using Gantry.Model.Api;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Streams;

/// <summary>Explanations with the last lines of output, when the worker gives them soon enough.</summary>
internal sealed class Explaining(ControlApi api)
{
    private const int Lines = 10;

    // A person waits for the answer; the lines are an extra.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public Task<Explanation> OfTaskAsync(HttpContext http, CancellationToken ct)
    {
        var state = api.Store.Current;
        var task = state.TaskNamed(http.RouteText("task"));
        var explanation = TaskExplanation.Of(state, task, api.Time.GetUtcNow()) with { Subject = TaskView.NameOf(state, task) };
        return WithLinesAsync(explanation, task.State >= TaskState.Starting ? task : TaskFacts.Predecessor(state, task), ct);
    }

    public Task<Explanation> OfServiceAsync(HttpContext http, CancellationToken ct)
    {
        var state = api.Store.Current;
        var (explanation, task) = ServiceExplanation.Of(state, state.ServiceNamed(http.RouteText("service")), api.Time.GetUtcNow());
        return WithLinesAsync(explanation, task, ct);
    }

    private async Task<Explanation> WithLinesAsync(Explanation explanation, ServiceTask? task, CancellationToken ct)
    {
        if (task is null || !TaskLogs.HasOutput(task))
            return explanation;

        var lines = new List<string>();
        using var patience = new CancellationTokenSource(Patience, api.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            await foreach (var line in new TaskLogs(api.Store, api.Streams).ReadAsync(task, new LogsRange(Tail: Lines), either.Token))
                lines.Add(line.Text);
        }
        catch (Exception away) when (away is LinkException or IOException || (away is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // The explanation stands without them.
        }

        return explanation with { LastLogLines = [.. lines.TakeLast(Lines)] };
    }
}
