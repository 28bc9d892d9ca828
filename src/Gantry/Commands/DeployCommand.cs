using System.CommandLine;
using System.Security.Cryptography;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry deploy</c>, and <c>gantry stack deploy</c> with docker's flags.</summary>
internal static class DeployCommand
{
    public static Command Create(CommandParts parts) => Create(parts, "deploy", isDocker: false);

    public static Command CreateAsStackDeploy(CommandParts parts)
    {
        var command = Create(parts, "deploy", isDocker: true);
        command.Aliases.Add("up");
        return command;
    }

    private static Command Create(CommandParts parts, string name, bool isDocker)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Name of the stack. Default: the file's name:, or the folder's name.");
        var files = new DeployOptions();
        var prune = new Option<bool>("--prune")
        {
            Description = "Remove services that the file no longer names. --prune=false keeps them.",
            DefaultValueFactory = _ => true,
        };
        var strict = new Option<bool>("--strict") { Description = "Warnings refuse the deploy." };
        var resolve = ResolveImageOption.Create();
        var build = new Option<bool>("--build") { Description = "Build the images of services with `build:` first, with the docker command of this machine." };
        var message = new Option<string?>("--message", "-m") { Description = "Why: kept with the deployment and shown in its record.", HelpName = "TEXT" };
        var planOnly = new Option<bool>("--plan") { Description = "Show the plan and change nothing; the same as gantry plan." };
        var command = new Command(name, "Make a stack as its compose files say, and wait until it is.");
        files.AddTo(command).With(stack, prune, strict, resolve, build, message, planOnly, parts.Common.Yes).Changes(parts);
        if (isDocker)
        {
            var withAuth = new Option<bool>("--with-registry-auth") { Description = "Accepted; logins for the images' registries are always sent." };
            command.Add(withAuth);
        }

        return command.Does(parts, (session, ct) =>
        {
            var request = new DeployIntent(
                session, files, session.Get(stack), session.Get(prune), session.Get(strict), ResolveImageOption.Of(session.Get(resolve)), session.Get(message), session.Get(build));
            return session.Get(planOnly) || session.IsDryRun
                ? PlanCommand.RunAsync(session, request, detailedExitCode: false, ct)
                : RunAsync(session, request, ct);
        });
    }

    private static async Task<int> RunAsync(Session session, DeployIntent intent, CancellationToken ct)
    {
        new ChangeFlow(session).CheckOptions();
        var (stack, request) = await intent.GatherAsync(ct);
        var path = ApiPath.Of("stacks", stack);
        List<(string, string)> headers = [("Idempotency-Key", RandomNumberGenerator.GetHexString(32, lowercase: true))];
        if (!session.Get(session.Common.Yes))
        {
            var preview = await session.Api.CallAsync(
                ApiCall.Put(ApiPath.With(path, ("dryRun", "true")), request, ApiJson.Default.DeployRequest), ApiJson.Default.ChangeAnswer, ct);
            if (!await AgreesAsync(session, preview, ct))
                return ExitCode.Error;

            // What was looked at is what is done: another deploy in between is a conflict.
            headers.Add(preview.Plan.FromTag is { } seen ? ("If-Match", $"\"{seen}\"") : ("If-None-Match", "*"));
        }

        return await new ChangeFlow(session).FollowAsync(ApiCall.Put(path, request, ApiJson.Default.DeployRequest) with { Headers = headers }, ct);
    }

    private static async Task<bool> AgreesAsync(Session session, ChangeAnswer preview, CancellationToken ct)
    {
        var plan = preview.Plan;
        var removed = plan.Services.Where(s => s.Kind == ChangeKind.Remove).Select(s => s.Service)
            .Concat(plan.Volumes.Where(v => v.Kind == ChangeKind.Remove).Select(v => v.Name))
            .ToList();
        var isInteractive = session.Environment.InIsTerminal && session.Printer.IsTerminal;
        if (!isInteractive)
        {
            return removed.Count == 0
                ? true
                : throw CliException.Usage(
                    $"This deploy removes {string.Join(", ", removed)}, and there is no terminal to ask on.",
                    "Repeat it with --yes, or keep them with --prune=false.");
        }

        var replaces = plan.Services.Any(s => s.Kind == ChangeKind.Replace);
        return (removed.Count == 0 && !replaces) || await Confirmation.OfAsync(session, preview, $"Deploy {plan.Stack}?", ct);
    }
}
