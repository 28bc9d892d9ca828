using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry plan</c>: what a deploy would do, by the very functions that do it.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandParts parts)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Name of the stack. Default: the file's name:, or the folder's name.");
        var files = new DeployOptions();
        var prune = new Option<bool>("--prune")
        {
            Description = "Count services that the file no longer names as removed.",
            DefaultValueFactory = _ => true,
        };
        var strict = new Option<bool>("--strict") { Description = "Warnings refuse the plan." };
        var resolve = ResolveImageOption.Create();
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 3 when there is something to change." };
        var command = new Command("plan", "Show what a deploy would create, replace, update in place and remove, and on which node.");
        files.AddTo(command).With(stack, prune, strict, resolve, detailed, parts.Common.Output, parts.Common.Format, parts.Common.Quiet);
        return command.Does(parts, (session, ct) => RunAsync(
            session,
            new DeployIntent(session, files, session.Get(stack), session.Get(prune), session.Get(strict), ResolveImageOption.Of(session.Get(resolve))),
            session.Get(detailed),
            ct));
    }

    public static async Task<int> RunAsync(Session session, DeployIntent intent, bool detailedExitCode, CancellationToken ct)
    {
        var (stack, request) = await intent.GatherAsync(ct);
        var answer = await session.Api.CallAsync(
            ApiCall.Put(ApiPath.With(ApiPath.Of("stacks", stack), ("dryRun", "true")), request, ApiJson.Default.DeployRequest),
            ApiJson.Default.ChangeAnswer,
            ct);
        PlanText.PrintAs(session, answer);
        return detailedExitCode && !answer.Plan.IsEmpty ? ExitCode.PlanHasChanges : ExitCode.Ok;
    }
}
