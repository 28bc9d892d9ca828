using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Manager.Api.Views;
using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;

namespace Gantry.Manager.Api.Streams;

/// <summary>The output of one task, as its worker reads it from the engine.</summary>
internal sealed class TaskLogs(StateStore store, WorkerStreams streams)
{
    /// <summary>Whether there is a container whose output can be read.</summary>
    public static bool HasOutput(ServiceTask task) =>
        task is { NodeId: not null, State: >= TaskState.Starting, Observed.IsContainerGone: false };

    /// <exception cref="LinkException">Its worker cannot be reached.</exception>
    public async IAsyncEnumerable<LogLine> ReadAsync(ServiceTask task, LogsRange range, [EnumeratorCancellation] CancellationToken ct)
    {
        var name = TaskView.NameOf(store.Current, task);
        if (task.NodeId is not { } node)
            yield break;
        ThrowIfDown(store.Current, node, name);
        await using var stream = await streams.OpenAsync(node, id => new StreamRequest(id, StreamKind.Logs, task.Id) { Logs = range }, ct);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(ct) is { } text)
        {
            if (text.Length > 0 && JsonSerializer.Deserialize(text, ApiJson.Default.LogLine) is { } line)
                yield return line with { Task = name };
        }
    }

    // A line that says why, instead of a wait for a worker that is known to be away.
    private static void ThrowIfDown(Snapshot state, NodeId id, string task)
    {
        if (state.Find(id) is { State: NodeState.Down or NodeState.Unknown } node)
            throw new LinkException($"Node {node.Name}, which has the output of {task}, does not answer. 'gantry node ls' shows since when.");
    }
}
