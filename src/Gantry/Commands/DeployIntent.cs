using Gantry.Client;
using Gantry.Model.Api;

namespace Gantry.Commands;

/// <summary>What a deploy or plan was asked to be about; gathering it reads the files.</summary>
internal sealed class DeployIntent(Session session, DeployOptions options, string? stack, bool prune, bool strict)
{
    public async Task<(string Stack, DeployRequest Request)> GatherAsync(CancellationToken ct)
    {
        var gathered = await GatherBundleAsync(ct);
        return (gathered.StackName, new DeployRequest(gathered.Bundle, gathered.ProjectDirectory, prune, strict));
    }

    public Task<GatheredBundle> GatherBundleAsync(CancellationToken ct) =>
        new BundleGatherer(session.Environment).GatherAsync(
            new BundleSource(
                session.All(options.Files),
                session.All(options.EnvFiles),
                session.All(options.Profiles),
                stack ?? session.Get(options.ProjectName),
                session.Get(options.ProjectDirectory),
                session.Get(options.AllowOutside)),
            ct);
}
