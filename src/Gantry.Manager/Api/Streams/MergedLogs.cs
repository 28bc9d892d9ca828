using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;

namespace Gantry.Manager.Api.Streams;

/// <summary>The output of several tasks: what was, in order of time; then what comes, as it comes.</summary>
/// <param name="tasksOf">Whose output; null when there is nothing left that could write.</param>
internal sealed class MergedLogs(StateStore store, TaskLogs logs, TimeProvider time, Func<Snapshot, IReadOnlyList<ServiceTask>?> tasksOf)
{
    private readonly Dictionary<TaskId, DateTimeOffset> _last = [];
    private readonly HashSet<TaskId> _read = [];

    public async IAsyncEnumerable<LogLine> ReadAsync(LogsRange range, [EnumeratorCancellation] CancellationToken ct)
    {
        var tasks = (tasksOf(store.Current) ?? []).Where(TaskLogs.HasOutput).ToList();
        await foreach (var line in PastAsync(tasks, range with { Follow = false }, ct))
            yield return line;
        _read.UnionWith(tasks.Where(t => t.HasEnded).Select(t => t.Id));
        if (!range.Follow)
            yield break;

        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var lines = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(1_000) { SingleReader = true });
        var feeding = FeedAsync(range with { Tail = null }, lines.Writer, leaving.Token);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(ct))
                yield return line;
        }
        finally
        {
            await leaving.CancelAsync();
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async IAsyncEnumerable<LogLine> PastAsync(List<ServiceTask> tasks, LogsRange range, [EnumeratorCancellation] CancellationToken ct)
    {
        var next = new PriorityQueue<(TaskId Id, IAsyncEnumerator<LogLine> Lines), DateTimeOffset>();
        var open = new List<IAsyncEnumerator<LogLine>>();
        try
        {
            foreach (var task in tasks)
            {
                var lines = SafelyAsync(task, range, ct).GetAsyncEnumerator(ct);
                open.Add(lines);
                if (await lines.MoveNextAsync())
                    next.Enqueue((task.Id, lines), lines.Current.At);
            }

            while (next.TryDequeue(out var source, out _))
            {
                yield return source.Lines.Current;
                if (source.Lines.Current.Stream != LogLine.OwnStream)
                    _last[source.Id] = source.Lines.Current.At;
                if (await source.Lines.MoveNextAsync())
                    next.Enqueue(source, source.Lines.Current.At);
            }
        }
        finally
        {
            foreach (var lines in open)
                await lines.DisposeAsync();
        }
    }

    private async Task FeedAsync(LogsRange range, ChannelWriter<LogLine> lines, CancellationToken ct)
    {
        var pumps = new Dictionary<TaskId, Task>();
        try
        {
            while (true)
            {
                var state = store.Current;
                var tasks = tasksOf(state);
                foreach (var task in (tasks ?? []).Where(t => TaskLogs.HasOutput(t) && !pumps.ContainsKey(t.Id) && !_read.Contains(t.Id)))
                    pumps[task.Id] = PumpAsync(task, range with { Since = _last.TryGetValue(task.Id, out var last) ? last : range.Since }, lines, ct);
                var running = pumps.Values.Where(p => !p.IsCompleted).ToList();
                if (tasks is null && running.Count == 0)
                    return;
                await Task.WhenAny([store.ChangedAsync(state.Revision, ct), .. running]);
                ct.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The reader has gone.
        }
        finally
        {
            await Task.WhenAll(pumps.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lines.TryComplete();
        }
    }

    private async Task PumpAsync(ServiceTask task, LogsRange range, ChannelWriter<LogLine> lines, CancellationToken ct)
    {
        // The engine's "since" includes the moment itself: that line was shown already.
        var last = _last.GetValueOrDefault(task.Id);
        await foreach (var line in SafelyAsync(task, range, ct))
        {
            if (line.At > last || line.Stream == LogLine.OwnStream)
                await lines.WriteAsync(line, ct);
        }
    }

    // One node that is away must not hide the output of the others: a line says so in its place.
    private async IAsyncEnumerable<LogLine> SafelyAsync(ServiceTask task, LogsRange range, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var lines = logs.ReadAsync(task, range, ct).GetAsyncEnumerator(ct);
        while (true)
        {
            LogLine line;
            string? trouble = null;
            try
            {
                if (!await lines.MoveNextAsync())
                    yield break;
                line = lines.Current;
            }
            catch (Exception broken) when (broken is LinkException or IOException)
            {
                trouble = broken.Message;
                line = new LogLine(task.Name, LogLine.OwnStream, time.GetUtcNow(), trouble);
            }

            yield return line;
            if (trouble is not null)
                yield break;
        }
    }
}
