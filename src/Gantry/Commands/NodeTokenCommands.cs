using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Model.Nodes;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry node token …</c></summary>
internal static class NodeTokenCommands
{
    public static Command Create(CommandParts parts) =>
        new Command("token", "Join tokens: what lets machines into the cluster.").With(CreateCreate(parts), CreateLs(parts), CreateRevoke(parts));

    private static Command CreateCreate(CommandParts parts)
    {
        var role = new Option<string?>("--role") { Description = "What the machine becomes. Default worker.", HelpName = "ROLE", CompletionSources = { "worker" } };
        var ttl = new Option<string?>("--ttl") { Description = "How long it can be used, 1m to 365d. Default 1h.", HelpName = "DURATION" };
        var uses = new Option<int>("--uses") { Description = "How many machines may join with it.", HelpName = "N", DefaultValueFactory = _ => 1 };
        return new Command("create", "Make a join token, and print the command to run on the machine; with -q the token alone.")
            .With(role, ttl, uses, parts.Common.Quiet, parts.Common.DryRun)
            .Does(parts, async (session, ct) =>
            {
                var request = new JoinTokenRequest(RoleOf(session.Get(role) ?? "worker"), SecondsOf(session.Get(ttl) ?? "1h"), session.Get(uses));
                var made = await session.Api.CallAsync(
                    ApiCall.Post(session.ChangePath("join-tokens"), request, ApiJson.Default.JoinTokenRequest), ApiJson.Default.NewJoinToken, ct);
                if (session.IsDryRun)
                    session.Printer.Line($"Would make a token for {made.Token.UsesLeft} {(made.Token.UsesLeft == 1 ? "machine" : "machines")}, until {made.Token.ExpiresAt:u}.");
                else if (session.IsQuiet)
                    session.Printer.Line(made.Text);
                else
                    Explain(session, made);
                return ExitCode.Ok;
            });
    }

    private static Command CreateLs(CommandParts parts)
    {
        var command = new Command("ls", "List join tokens.").Shows(parts, canWatch: true);
        command.Aliases.Add("list");
        return command.Does(parts, (session, ct) => session.ListAsync(
            ApiPath.Of("join-tokens"),
            static () => new Listing<JoinTokenItem>(JoinTokenShape.Create(), ApiJson.Default.ListedJoinTokenItem, ApiJson.Default.ChangeItemJoinTokenItem),
            ct));
    }

    private static Command CreateRevoke(CommandParts parts)
    {
        var tokens = new Argument<string[]>("TOKEN") { Description = "Ids of join tokens, or their first letters.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("revoke", "Revoke join tokens. Machines that have joined stay.").With(tokens, parts.Common.DryRun);
        command.Aliases.Add("rm");
        return command.Does(parts, (session, ct) => InTurn.DoAsync(session, session.Get(tokens), async token =>
        {
            await session.Api.SendAsync(ApiCall.Delete(session.ChangePath("join-tokens", token)), ct);
            session.Printer.Line(session.IsDryRun ? $"Would revoke {token}." : token);
            return ExitCode.Ok;
        }, ct));
    }

    private static void Explain(Session session, NewJoinToken made)
    {
        session.Printer.Line($"On the machine that is to join, as root, within {Age.Short(made.Token.ExpiresAt - made.Token.CreatedAt)}:");
        session.Printer.Line();
        session.Printer.Line($"  gantry worker --join {made.Managers[0]} --token {made.Text}");
    }

    private static NodeRole RoleOf(string text) => text switch
    {
        "worker" => NodeRole.Worker,
        "manager" => NodeRole.Manager,
        _ => throw CliException.Usage($"--role {text}: there is worker."),
    };

    private static int SecondsOf(string text) => (int)Math.Min(int.MaxValue, Duration.Parse("--ttl", text).TotalSeconds);
}
