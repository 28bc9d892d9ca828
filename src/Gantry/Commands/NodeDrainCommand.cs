using System.CommandLine;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry node drain</c></summary>
internal static class NodeDrainCommand
{
    public static Command Create(CommandParts parts)
    {
        var node = parts.Node();
        var timeout = new WaitLimit("The drain", minutes: 5);
        return new Command("drain", "Move everything off a node, each successor ready before its task stops, and wait until it is empty.")
            .With(node, timeout.Option, parts.Common.Detach, parts.Common.DryRun, parts.Common.Quiet)
            .Does(parts, async (session, ct) =>
            {
                var limit = timeout.Of(session);
                var item = await NodeCommands.UpdateAsync(session, session.Get(node), new NodeUpdateRequest(NodeAvailability.Drain), ct);
                if (session.IsDryRun || session.Get(session.Common.Detach))
                {
                    NodeCommands.Tell(session, item);
                    return ExitCode.Ok;
                }

                return await WaitAsync(session, item, limit, ct);
            });
    }

    private static async Task<int> WaitAsync(Session session, NodeItem node, TimeSpan? limit, CancellationToken ct)
    {
        using var deadline = limit is { } most ? new CancellationTokenSource(most, session.Time) : new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var follower = new DrainFollower(session, node);
        try
        {
            await follower.RunAsync(both.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            session.Printer.Note($"The drain goes on. Follow it with: gantry node drain {node.Name}");
            return ExitCode.Interrupted;
        }
        catch (OperationCanceledException)
        {
            throw TimedOut(node, await follower.LookAgainAsync(ct), limit ?? TimeSpan.Zero);
        }

        // The last change says that it is empty, and others that came with it are still to be heard.
        foreach (var waiting in await follower.LookAgainAsync(ct))
            session.Printer.Warning($"{waiting.Task}: {waiting.Why}");
        session.Printer.Line(session.IsQuiet ? node.Id.ToString() : $"{node.Name} is empty.");
        return ExitCode.Ok;
    }

    private static CliException TimedOut(NodeItem node, IReadOnlyList<LeavingTask> left, TimeSpan limit) => new(
        left.Any(t => t.HasNoPlace) ? ExitCode.PlacementBlocked : ExitCode.TimedOut,
        $"After {Age.Short(limit)} {node.Name} is not empty. The drain goes on.",
        $"Follow it with: gantry node drain {node.Name}; end it with: gantry node uncordon {node.Name}")
    {
        Details = [.. left.Select(t => $"{t.Task}: {t.Why}")],
    };
}
