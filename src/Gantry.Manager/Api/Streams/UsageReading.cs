using System.Text.Json;
using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Manager.Api.Streams;

/// <summary>What running tasks use right now, asked of every node at once.</summary>
internal sealed class UsageReading(StateStore store, WorkerStreams streams, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Nodes that do not answer in time are left out.</summary>
    /// <param name="names">Of the tasks to show, by what the worker calls them: id or name.</param>
    public async Task<IReadOnlyList<TaskUsage>> ReadAsync(IReadOnlyDictionary<string, string> names, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var state = store.Current;
        var readings = await Task.WhenAll(WorkerStreams.Reachable(state).Select(n => ReadAsync(n, either.Token)));
        ct.ThrowIfCancellationRequested();
        return
        [
            .. from usage in readings.SelectMany(r => r)
               where names.ContainsKey(usage.Task)
               select usage with { Task = names[usage.Task] } into named
               orderby named.Task
               select named,
        ];
    }

    private async Task<IReadOnlyList<TaskUsage>> ReadAsync(Node node, CancellationToken ct)
    {
        var usages = new List<TaskUsage>();
        try
        {
            await using var stream = await streams.OpenAsync(node.Id, id => new StreamRequest(id, StreamKind.Usage), ct);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(ct) is { } text)
            {
                if (text.Length > 0 && JsonSerializer.Deserialize(text, ApiJson.Default.TaskUsage) is { } usage)
                    usages.Add(usage with { Node = node.Name });
            }
        }
        catch (Exception away) when (away is LinkException or IOException or OperationCanceledException)
        {
            // What it said until then is true; the node list tells of its trouble.
        }

        return usages;
    }
}
