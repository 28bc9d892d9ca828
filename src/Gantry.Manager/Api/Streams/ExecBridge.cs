using Gantry.Manager.Api.Views;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Streams;

/// <summary>Carries a command's streams between a WebSocket and the worker that runs it.</summary>
internal sealed class ExecBridge(ControlApi api)
{
    public const string Protocol = "gantry.exec.v1";

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    public async Task RunAsync(HttpContext http, CancellationToken ct)
    {
        var task = Runnable(http);
        if (!http.WebSockets.IsWebSocketRequest)
            throw Problem.InvalidRequest($"A command in a container is a WebSocket with sub-protocol {Protocol}: ask for an upgrade. 'gantry exec' does it.");
        if (!http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol))
            throw Problem.InvalidRequest($"The WebSocket must ask for sub-protocol {Protocol}.");

        await using var worker = await api.Streams.OpenAsync(task.NodeId!.Value, id => new StreamRequest(id, StreamKind.Exec, task.Id), ct);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(Protocol);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var line = new ExecLine(socket, worker);
        var typing = line.InAsync(ending.Token);
        var showing = line.OutAsync(ending.Token);
        try
        {
            // The client that goes ends the command's line; a client that only stops typing does not.
            await Task.WhenAny(showing, typing);
            if (typing.IsCompletedSuccessfully && !showing.IsCompleted)
                return;
            await showing;
            await line.CloseAsync(ending.Token);

            // Ending the reading cuts the connection, and what was sent last with it: the client's own goodbye comes first.
            await Task.WhenAny(typing, Task.Delay(Goodbye, api.Time, ending.Token));
        }
        finally
        {
            await ending.CancelAsync();
            await worker.DisposeAsync();
            await typing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await showing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ServiceTask Runnable(HttpContext http)
    {
        var state = api.Store.Current;
        var task = state.TaskNamed(http.RouteText("task"));
        return task is { NodeId: not null, State: TaskState.Running }
            ? task
            : throw Problem.Refused($"{TaskView.NameOf(state, task)} is {task.State.Word()}, not running: there is nothing to run a command in. 'gantry explain' says why.");
    }
}
