using Gantry.Client;
using Gantry.Compose;
using Gantry.Model.Api;
using Gantry.Output;

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
        var gathered = Told(await new BundleGatherer(session.Environment).GatherWholeAsync(Source, ct));
        if (builds && gathered is { Reading: ComposeResult.Accepted(var stack, _), Bundle.ProjectDirectory: { } folder })
        {
            var images = await new ImageBuild(session.Environment, session.IsQuiet).RunAsync(stack, folder, ct);
            gathered = gathered with { Bundle = gathered.Bundle with { BuiltImages = images } };
        }

        var name = gathered.StackName ?? throw ComposeProblems.Of((ComposeResult.Refused)gathered.Reading, gathered.Bundle);
        return (name, new DeployRequest(gathered.Bundle, prune, strict, message, resolveImage));
    }

    /// <summary>For this machine alone: no logins are looked up.</summary>
    public async Task<GatheredBundle> GatherOfflineAsync(CancellationToken ct)
    {
        var gatherer = new BundleGatherer(session.Environment);
        var gathered = Told(await gatherer.GatherAsync(Source, ct));
        return gathered with { ContentProblems = gatherer.ContentProblems(Source, gathered) };
    }

    private GatheredBundle Told(GatheredBundle gathered)
    {
        foreach (var note in gathered.Notes)
            session.Printer.Note(PlainText.Of(note));
        return gathered;
    }
}
