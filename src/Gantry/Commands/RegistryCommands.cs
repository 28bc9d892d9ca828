using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry registry …</c></summary>
internal static class RegistryCommands
{
    public static Command Create(CommandParts parts) =>
        new Command("registry", "Logins for private registries.").With(CreateLogin(parts), CreateLs(parts), CreateRm(parts));

    private static Command CreateLogin(CommandParts parts)
    {
        var host = new Argument<string>("HOST") { Description = "Registry host with port, for example ghcr.io." };
        var username = new Option<string?>("--username", "-u") { Description = "Name to log in with.", HelpName = "NAME" };
        var passwordStdin = new Option<bool>("--password-stdin") { Description = "Read the password from standard input." };
        return new Command("login", "Try a login and keep it, encrypted, for the whole cluster.").With(host, username, passwordStdin, parts.Common.DryRun)
            .Does(parts, async (session, ct) =>
            {
                var name = session.Get(username) ?? await AskAsync(session, "Username: ", "--username NAME", ct);
                var password = session.Get(passwordStdin)
                    ? await session.Printer.ReadLineAsync(ct)
                    : await AskSecretlyAsync(session, ct);
                if (string.IsNullOrEmpty(password))
                    throw CliException.Usage("The password is empty.");
                var item = await session.Api.CallAsync(
                    ApiCall.Put(
                        session.ChangePath("registries", session.Get(host)),
                        new RegistryLoginRequest(name, password),
                        ApiJson.Default.RegistryLoginRequest),
                    ApiJson.Default.RegistryItem,
                    ct);
                session.Printer.Line(session.IsDryRun
                    ? $"Would log in to {item.Host} as {item.Username}; not tried."
                    : $"Logged in to {item.Host} as {item.Username}.");
                return ExitCode.Ok;
            });
    }

    private static Command CreateLs(CommandParts parts)
    {
        var command = new Command("ls", "List the registries that the cluster has a login for.").Shows(parts, canWatch: true, canTruncate: false);
        command.Aliases.Add("list");
        return command.Does(parts, (session, ct) => session.ListAsync(
            ApiPath.Of("registries"),
            static () => new Listing<RegistryItem>(RegistryShape.Create(), ApiJson.Default.ListedRegistryItem, ApiJson.Default.ChangeItemRegistryItem),
            ct));
    }

    private static Command CreateRm(CommandParts parts)
    {
        var hosts = CommandParts.Several(parts.Registry());
        var command = new Command("rm", "Forget logins.").With(hosts, parts.Common.DryRun);
        command.Aliases.Add("logout");
        return command.Does(parts, (session, ct) => InTurn.DoAsync(session, session.Get(hosts), async host =>
        {
            await session.Api.SendAsync(ApiCall.Delete(session.ChangePath("registries", host)), ct);
            session.Printer.Line(session.IsDryRun ? $"Would forget {host}." : host);
            return ExitCode.Ok;
        }, ct));
    }

    private static async Task<string> AskAsync(Session session, string question, string option, CancellationToken ct)
    {
        if (!session.Environment.InIsTerminal)
            throw CliException.Usage("There is no terminal to ask on.", $"Give {option}.");
        session.Printer.Raw(question);
        session.Printer.Flush();
        return await session.Printer.ReadLineAsync(ct) ?? "";
    }

    private static async Task<string> AskSecretlyAsync(Session session, CancellationToken ct)
    {
        using var hidden = session.Environment.InIsTerminal ? Terminal.HideTyping(Terminal.StandardInput) : null;
        var password = await AskAsync(session, "Password: ", "--password-stdin", ct);
        session.Printer.Line();
        return password;
    }
}
