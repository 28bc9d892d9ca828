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
        var message = new Option<string?>("--message", "-m") { Description = "Why: kept with the deployment and shown in its record.", HelpName = "TEXT" };
        var planOnly = new Option<bool>("--plan") { Description = "Show the plan and change nothing; the same as gantry plan." };
        var command = new Command(name, "Make a stack as its compose files say, and wait until it is.");
        files.AddTo(command).With(stack, prune, strict, message, planOnly, parts.Common.Yes).Changes(parts);
        var resolve = new Option<string?>("--resolve-image") { Description = "changed: an image is looked up when its name in the file changes. No other is known.", HelpName = "WHEN" };
        if (isDocker)
        {
            var withAuth = new Option<bool>("--with-registry-auth") { Description = "Accepted; logins for the images' registries are always sent." };
            command.With(resolve, withAuth);
        }

        return command.Does(parts, (session, ct) =>
        {
            if (isDocker && session.Get(resolve) is { } when and not "changed")
                throw Unresolved(when);
            var request = new DeployIntent(session, files, session.Get(stack), session.Get(prune), session.Get(strict), session.Get(message));
            return session.Get(planOnly) || session.IsDryRun
                ? PlanCommand.RunAsync(session, request, detailedExitCode: false, ct)
                : RunAsync(session, request, ct);
        });
    }

    // Docker's other two are not done: to take them and do as for changed would leave an old image running in silence.
    private static CliException Unresolved(string when) => when switch
    {
        "always" => CliException.Usage(
            "--resolve-image always: a deploy looks an image up when its name in the file changes (--resolve-image changed), not each time.",
            "gantry service update --force SERVICE takes what the same name means by now; with pull_policy: always in the file, what it means in the registry."),
        "never" => CliException.Usage(
            "--resolve-image never: the first node that has an image says which one its name means, and all others run that one.",
            "Leave it out, or write --resolve-image changed."),
        _ => CliException.Usage($"--resolve-image {when}: there is no such way.", "Leave it out, or write --resolve-image changed."),
    };

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
            headers.Add(preview.Plan.FromRevision == 0 ? ("If-None-Match", "*") : ("If-Match", $"\"{preview.Plan.FromRevision}\""));
        }

        var answer = await session.Api.CallAsync(
            ApiCall.Put(path, request, ApiJson.Default.DeployRequest) with { Headers = headers }, ApiJson.Default.ChangeAnswer, ct);
        return await new ChangeFlow(session).FollowAsync(answer, ct);
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
        return (removed.Count == 0 && !replaces) || await Confirmation.OfAsync(session, plan, $"Deploy {plan.Stack}?", ct);
    }
}
