using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry deployment …</c></summary>
internal static class DeploymentCommands
{
    public static Command Create(CommandParts parts) =>
        new Command("deployment", "Deployments: the record of each change.").With(CreateLs(parts), CreateInspect(parts), CreateWatch(parts));

    private static Command CreateLs(CommandParts parts)
    {
        var stack = CommandParts.Optional(parts.Stack(), "Only this stack's.");
        var command = new Command("ls", "List deployments.").With(stack).Shows(parts, canWatch: true);
        command.Aliases.Add("list");
        return command.Does(parts, (session, ct) => session.ListAsync(
            ApiPath.With(ApiPath.Of("deployments"), ("stack", session.Get(stack))),
            Listing,
            ct));
    }

    private static Listing<Model.Deployments.Deployment> Listing() =>
        new(DeploymentShape.Create(), ApiJson.Default.ListedDeployment, ApiJson.Default.ChangeItemDeployment);

    private static Command CreateInspect(CommandParts parts)
    {
        var deployments = CommandParts.Several(parts.Deployment());
        return new Command("inspect", "Show everything about deployments.").With(deployments).Inspects(parts)
            .Does(parts, (session, ct) => session.InspectAsync(
                "deployments",
                session.Get(deployments),
                Listing,
                ApiJson.Default.Deployment,
                ct));
    }

    private static Command CreateWatch(CommandParts parts)
    {
        var deployment = parts.Deployment();
        return new Command("watch", "Show a deployment until it is through; the exit code is the deploy's.")
            .With(deployment, parts.Common.Timeout.Option, parts.Common.Progress, parts.Common.Quiet)
            .Does(parts, async (session, ct) =>
            {
                var path = ApiPath.Of("deployments", session.Get(deployment));
                var found = await session.Api.GetAsync(path, ApiJson.Default.Deployment, ct);
                return await new ChangeFlow(session).FollowAsync(found.Id, found.Stack, ct);
            });
    }
}
