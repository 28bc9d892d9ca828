using System.CommandLine;
using System.Globalization;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry ca …</c></summary>
internal static class CaCommands
{
    public static Command Create(CommandParts parts) =>
        new Command("ca", "The cluster's certificate authority.").With(CreateInspect(parts), CreateRotate(parts));

    private static Command CreateInspect(CommandParts parts) =>
        new Command("inspect", "Show the CA, and who has not followed while it is being replaced.").With(parts.Common.Output, parts.Common.Format)
            .Does(parts, async (session, ct) =>
            {
                var form = session.DocumentForm();
                var ca = await session.Api.GetAsync(ApiPath.Of("ca"), ApiJson.Default.CaItem, ct);
                session.PrintDocument(form, ca, ca.Fingerprint, static () => ApiJson.Default.CaItem, c => Print(session, c));
                return ExitCode.Ok;
            });

    private static Command CreateRotate(CommandParts parts)
    {
        var finish = new Option<bool>("--finish") { Description = "End the replacement that is under way, though nodes have not followed: they join again with a new token." };
        var timeout = new WaitLimit("The replacement", minutes: 5);
        return new Command("rotate", "Replace the CA, and wait until every node has followed. Containers run on. While it is under way: wait on.")
            .With(finish, timeout.Option, parts.Common.Detach, parts.Common.DryRun)
            .Does(parts, async (session, ct) =>
            {
                var limit = timeout.Of(session);
                var request = new CaRotateRequest(session.Get(finish));
                var ca = await session.Api.CallAsync(
                    ApiCall.Post(session.ChangePath("ca", "rotate"), request, ApiJson.Default.CaRotateRequest), ApiJson.Default.CaItem, ct);
                if (session.IsDryRun)
                    session.Printer.Line(request.Finish ? $"Would end the replacement of the CA, without {Names(ca)}." : $"Would replace CA {ca.Fingerprint}; to follow: {Names(ca)}.");
                else if (session.Get(session.Common.Detach))
                    session.Printer.Line("The CA is being replaced. See it with: gantry ca inspect; wait for it with: gantry ca rotate");
                else
                    return await WaitAsync(session, ca, limit, ct);
                return ExitCode.Ok;
            });
    }

    private static async Task<int> WaitAsync(Session session, CaItem begun, TimeSpan? limit, CancellationToken ct)
    {
        using var deadline = limit is { } most ? new CancellationTokenSource(most, session.Time) : new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var follower = new CaFollower(session, begun);
        try
        {
            var ca = await follower.RunAsync(both.Token);
            session.Printer.Line($"The CA is replaced: {ca.Fingerprint}");
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            session.Printer.Note("The replacement goes on. Wait for it with: gantry ca rotate");
            return ExitCode.Interrupted;
        }
        catch (OperationCanceledException)
        {
            throw new CliException(
                ExitCode.TimedOut,
                $"After {Age.Short(limit ?? TimeSpan.Zero)} not every node has followed. The replacement goes on.",
                "Wait for it with: gantry ca rotate; end it without them with: gantry ca rotate --finish")
            {
                Details = [.. follower.Missing.Select(n => $"{n.Name}: {Word(n)}")],
            };
        }
    }

    private static void Print(Session session, CaItem ca)
    {
        session.Printer.Line($"ca {ca.Fingerprint}");
        session.Printer.Line(string.Create(CultureInfo.InvariantCulture, $"valid until {ca.ValidUntil.UtcDateTime:u}"));
        if (ca.Rotation is not { } rotation)
            return;
        session.Printer.Line($"replaces {rotation.Before}, asked for by {rotation.Actor} {Age.Ago(session.Time.GetUtcNow(), rotation.BeganAt)}");
        session.Printer.Line(CaFollower.Words(rotation));
        if (rotation.Missing.Count == 0)
            return;
        session.Printer.Line();
        var table = new TextTable(["NOT FOLLOWED", "STATE"]);
        foreach (var node in rotation.Missing)
            table.Add([node.Name, Word(node)]);
        foreach (var line in table.Lines())
            session.Printer.Line(line);
    }

    private static string Word(MissingNode node) => node.State.ToString().ToLowerInvariant();

    private static string Names(CaItem ca) => ca.Rotation?.Missing is { Count: > 0 } missing ? string.Join(", ", missing.Select(n => n.Name)) : "no node";
}
