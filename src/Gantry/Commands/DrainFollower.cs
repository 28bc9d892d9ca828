using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Watches a drained node until nothing is on it, and says of each task once what it waits for.</summary>
internal sealed class DrainFollower(Session session, NodeItem node)
{
    private readonly string _path = ApiPath.Of("nodes", node.Id.ToString(), "leaving");
    private readonly SortedDictionary<string, LeavingTask> _left = [];
    private readonly Dictionary<string, string> _told = [];

    /// <summary>What is on the node as far as is known, then what has left it and has no place.</summary>
    public IReadOnlyList<LeavingTask> Left => [.. _left.Values.OrderBy(t => t.IsGone).ThenBy(t => t.Task, StringComparer.Ordinal)];

    /// <returns>When the node is empty.</returns>
    public async Task RunAsync(CancellationToken ct)
    {
        await foreach (var item in new EventStream(session.Api, session.Time).ReadAsync(_path, ct))
        {
            if (item.EventType == "list")
                Take(Read(item.Data, ApiJson.Default.ListedLeavingTask));
            else if (item.EventType == "change")
                Take(Read(item.Data, ApiJson.Default.ChangeItemLeavingTask));
            else
                continue;
            Tell();
            if (_left.Values.All(t => t.IsGone))
                return;
        }

        throw new CliException(ExitCode.Error, $"The server stopped telling of node {node.Name} before it was empty.", $"gantry node drain {node.Name} goes on.");
    }

    /// <summary>What is left now; what was heard last when the server cannot be asked.</summary>
    public async Task<IReadOnlyList<LeavingTask>> LookAgainAsync(CancellationToken ct)
    {
        try
        {
            Take(await session.Api.GetAsync(_path, ApiJson.Default.ListedLeavingTask, ct));
        }
        catch (CliException)
        {
            // That the wait was too long is the news, and it is known without the server.
        }

        return Left;
    }

    private static T Read<T>(string json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new CliException(ExitCode.Error, "The server sent an empty event.");

    private void Take(Listed<LeavingTask> list)
    {
        _left.Clear();
        foreach (var task in list.Items)
            _left[task.Id.ToString()] = task;
    }

    private void Take(ChangeItem<LeavingTask> change)
    {
        if (change.Item is { } task)
            _left[change.Id] = task;
        else
            _left.Remove(change.Id);
    }

    private void Tell()
    {
        if (session.IsQuiet)
            return;
        foreach (var task in Left.Where(t => !t.IsGone && _told.GetValueOrDefault(t.Task) != t.Why))
        {
            _told[task.Task] = task.Why;
            session.Printer.Line($"{task.Task}: {task.Why}");
        }

        session.Printer.Flush();
    }
}
