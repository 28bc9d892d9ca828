using Gantry.Model.Api;
using Gantry.Model.Deployments;

namespace Gantry.Output.Shapes;

internal static class DeploymentShape
{
    public static Shape<Deployment> Create() => new(
        ApiJson.Default.Deployment,
        deployment => deployment.Id.ToString(),
        deployment => deployment.Id.ToString(),
        [
            new("ID", (deployment, cell) => cell.Id(deployment.Id.ToString())),
            new("STACK", (deployment, _) => deployment.Stack),
            new("SERVICE", (deployment, _) => deployment.Service ?? ""),
            new("KIND", (deployment, _) => $"{deployment.Kind}".ToLowerInvariant()),
            new("REVISION", (deployment, _) => $"{deployment.FromRevision} → {deployment.ToRevision}"),
            new("TASKS", (deployment, _) => $"{deployment.Services.Sum(s => s.Done)}/{deployment.Services.Sum(s => s.Wanted)}"),
            new("STATE", (deployment, _) => $"{deployment.State}".ToLowerInvariant()),
            new("BY", (deployment, _) => deployment.CreatedBy),
            new("CREATED", (deployment, cell) => Age.Ago(cell.Now, deployment.CreatedAt)),
            new("REASON", (deployment, cell) => cell.Cut(ReasonOf(deployment), 60)),
            new("MESSAGE", (deployment, cell) => cell.Cut(deployment.Message ?? "", 40)),
            new("TOOK", (deployment, _) => deployment.FinishedAt is { } end ? Age.Short(end - deployment.CreatedAt) : "", IsWide: true),
        ],
        new Dictionary<string, FilterKey<Deployment>>
        {
            ["id"] = new(deployment => [deployment.Id.ToString()], FilterMatch.Beginning),
            ["stack"] = new(deployment => [deployment.Stack]),
            ["service"] = new(deployment => [deployment.Service ?? "", $"{deployment.Stack}_{deployment.Service}"]),
            ["kind"] = new(deployment => [$"{deployment.Kind}"]),
            ["state"] = new(deployment => [$"{deployment.State}"]),
        });

    private static string ReasonOf(Deployment deployment) =>
        deployment.Reason ?? deployment.Services.Select(s => s.Blocked).FirstOrDefault(b => b is not null) ?? "";
}
