using Gantry.Client;
using Gantry.Compose;
using Gantry.Model.Api;

namespace Gantry.Commands;

/// <summary>What a deploy or plan was asked to be about; gathering it reads the files.</summary>
internal sealed class DeployIntent(
    Session session,
    DeployOptions options,
    string? stack,
    bool prune,
    bool strict,
    ImageResolution resolveImage = ImageResolution.Changed,
    string? message = null,
    bool builds = false)
{
    private BundleSource Source => new(
        session.All(options.Files),
        session.All(options.EnvFiles),
        session.All(options.Profiles),
        stack ?? session.Get(options.ProjectName),
        session.Get(options.ProjectDirectory),
        session.Get(options.AllowOutside));

    public async Task<(string Stack, DeployRequest Request)> GatherAsync(CancellationToken ct)
    {
        var gathered = await new BundleGatherer(session.Environment).GatherWithLoginsAsync(Source, ct);
        if (builds && gathered is { Reading: ComposeResult.Accepted(var stack, _), Bundle.ProjectDirectory: { } folder })
        {
            var images = await new ImageBuild(session.Environment, session.IsQuiet).RunAsync(stack, folder, ct);
            gathered = gathered with { Bundle = gathered.Bundle with { BuiltImages = images } };
        }

        return (gathered.StackName, new DeployRequest(gathered.Bundle, prune, strict, message, resolveImage));
    }

    /// <summary>For this machine alone: no logins are looked up.</summary>
    public Task<GatheredBundle> GatherOfflineAsync(CancellationToken ct) =>
        new BundleGatherer(session.Environment).GatherAsync(Source, ct);
}
