using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry context …</c>: the servers that this user's command line knows.</summary>
internal static class ContextCommands
{
    public static Command Create(CommandParts parts)
    {
        var command = new Command("context", "Servers that this command line knows by name.")
            .With(CreateLs(parts), CreateUse(parts), CreateAdd(parts), CreateRm(parts));
        command.Aliases.Add("ctx");
        return command;
    }

    private static Command CreateLs(CommandParts parts)
    {
        var command = new Command("ls", "List contexts; the current one has a star.").Shows(parts, canTruncate: false);
        command.Aliases.Add("list");
        return command.Does(parts, (session, _) =>
        {
            var contexts = FileOf(session).Load();
            var items = contexts.Contexts.Select(c => new ContextItem(
                c.Name, c.Name == contexts.Current, c.Addresses, c.Token is not null, c.CertificateAuthority is not null));
            session.View(ContextShape.Create()).Print(new Listed<ContextItem>([.. items], ""));
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static Command CreateUse(CommandParts parts)
    {
        var name = parts.Context();
        return new Command("use", "Make a context the current one.").With(name).Does(parts, (session, _) =>
        {
            var file = FileOf(session);
            var contexts = file.Load();
            var wanted = session.Get(name);
            if (contexts.Find(wanted) is null)
                throw Missing(wanted);
            file.Save(contexts with { Current = wanted });
            session.Printer.Line($"The current context is {wanted}.");
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static Command CreateAdd(CommandParts parts)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the new context." };
        var addresses = new Option<string[]>("--address")
        {
            Description = "unix:///PATH or https://HOST[:PORT]; give it for each server of the cluster. --host does the same.",
            HelpName = "ADDRESS",
        };
        var tokenFile = new Option<string?>("--token-file") { Description = "File with the token; - is standard input.", HelpName = "FILE" };
        var authority = new Option<string?>("--ca") { Description = "File with the cluster's certificate authority, PEM.", HelpName = "FILE" };
        var use = new Option<bool>("--use") { Description = "Make it the current one." };
        return new Command("add", "Add a context, or replace the one of that name.").With(name, addresses, tokenFile, authority, use)
            .Does(parts, async (session, ct) =>
            {
                List<string> all = [.. session.All(addresses)];
                if (session.Get(session.Common.Host) is { } host)
                    all.Insert(0, host);
                if (all.Count == 0)
                    throw CliException.Usage("A context needs an address.", "Give --address unix:///PATH or --address https://HOST.");
                var context = new ClientContext(
                    session.Get(name),
                    [.. all.Select(a => ApiAddress.Parse(a).ToString()!)],
                    await ReadAsync(session, session.Get(tokenFile), ct) is { } token ? token.Trim() : null,
                    await ReadAsync(session, session.Get(authority), ct));
                var file = FileOf(session);
                var contexts = file.Load().With(context);
                file.Save(session.Get(use) || contexts.Contexts.Count == 1 ? contexts with { Current = context.Name } : contexts);
                session.Printer.Line($"Context {context.Name} is kept in {file.Path}.");
                return ExitCode.Ok;
            });
    }

    private static Command CreateRm(CommandParts parts)
    {
        var names = CommandParts.Several(parts.Context());
        var command = new Command("rm", "Forget contexts.").With(names);
        command.Aliases.Add("remove");
        return command.Does(parts, (session, _) =>
        {
            var file = FileOf(session);
            var contexts = file.Load();
            foreach (var wanted in session.Get(names))
            {
                if (contexts.Find(wanted) is null)
                    throw Missing(wanted);
                contexts = contexts.Without(wanted);
            }

            file.Save(contexts);
            foreach (var removed in session.Get(names))
                session.Printer.Line(removed);
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static ContextFile FileOf(Session session) => ContextFile.Of(session.Environment.Variable);

    private static CliException Missing(string name) =>
        new(ExitCode.NotFound, $"There is no context '{name}'.", "gantry context ls shows those that there are.");

    private static async Task<string?> ReadAsync(Session session, string? path, CancellationToken ct)
    {
        if (path is null)
            return null;
        if (path == "-")
            return await session.Printer.ReadLineAsync(ct);
        try
        {
            return await File.ReadAllTextAsync(Path.GetFullPath(path, session.Environment.WorkingDirectory), ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, $"{path} cannot be read: {e.Message}", "Is it a file, and may this user read it?", e);
        }
    }
}
