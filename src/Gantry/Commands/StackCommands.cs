using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry stack …</c></summary>
internal static class StackCommands
{
    public static Command Create(CommandParts parts) => new Command("stack", "Stacks: everything that one compose project describes.").With(
        DeployCommand.CreateAsStackDeploy(parts),
        CreateLs(parts),
        TaskLists.CreateStackPs(parts),
        CreateServices(parts),
        ConfigCommand.Create(parts),
        CreateRm(parts),
        CreateSwitch(parts, "stop", "Stop the stack's containers and keep the stack."),
        CreateSwitch(parts, "start", "Start a stopped stack."));

    private static Command CreateLs(CommandParts parts)
    {
        var command = new Command("ls", "List stacks.").Shows(parts, canWatch: true);
        command.Aliases.Add("list");
        return command.Does(parts, (session, ct) => session.ListAsync(
            ApiPath.Of("stacks"), static () => new Listing<StackItem>(StackShape.Create(), ApiJson.Default.ListedStackItem, ApiJson.Default.ChangeItemStackItem), ct));
    }

    private static Command CreateServices(CommandParts parts)
    {
        var stack = parts.Stack();
        return new Command("services", "List the services of a stack.").With(stack).Shows(parts, canWatch: true)
            .Does(parts, (session, ct) => session.ListAsync(
                ApiPath.Of("stacks", session.Get(stack), "services"),
                ServiceCommands.Listing,
                ct));
    }

    private static Command CreateRm(CommandParts parts)
    {
        var stacks = CommandParts.Several(parts.Stack("Names of the stacks."));
        var volumes = new Option<bool>("--volumes") { Description = "Remove the stack's volumes and the data in them, too." };
        var command = new Command("rm", "Remove stacks: their services, containers and networks.")
            .With(stacks, volumes, parts.Common.Yes).Changes(parts);
        command.Aliases.Add("remove");
        command.Aliases.Add("down");
        return command.Does(parts, (session, ct) => InTurn.DoAsync(session, session.Get(stacks), stack => RemoveAsync(session, stack, session.Get(volumes), ct), ct));
    }

    private static async Task<int> RemoveAsync(Session session, string stack, bool withVolumes, CancellationToken ct)
    {
        var path = ApiPath.Of("stacks", stack);
        var withData = ApiPath.Flag(withVolumes);
        if (!session.IsDryRun && !session.Get(session.Common.Yes))
        {
            var preview = await session.Api.CallAsync(
                ApiCall.Delete(ApiPath.With(path, ("volumes", withData), ("dryRun", "true"))), ApiJson.Default.ChangeAnswer, ct);
            var question = withVolumes ? $"Remove the stack {stack} and the data in its volumes?" : $"Remove the stack {stack}?";
            if (!await Confirmation.OfAsync(session, preview, question, ct))
                return ExitCode.Error;
        }

        return await new ChangeFlow(session).RunAsync(
            dryRun => ApiCall.Delete(ApiPath.With(path, ("volumes", withData), ("dryRun", dryRun))), ct);
    }

    private static Command CreateSwitch(CommandParts parts, string verb, string description)
    {
        var stacks = CommandParts.Several(parts.Stack("Names of the stacks."));
        return new Command(verb, description).With(stacks).Changes(parts)
            .Does(parts, (session, ct) => InTurn.DoAsync(session, session.Get(stacks), stack => new ChangeFlow(session).RunAsync(
                dryRun => ApiCall.Post(ApiPath.With(ApiPath.Of("stacks", stack, verb), ("dryRun", dryRun))), ct), ct));
    }
}
