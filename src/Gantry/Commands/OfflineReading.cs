using Gantry.Client;
using Gantry.Compose;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Reads compose files with the code that the server runs, without a server.</summary>
internal sealed class OfflineReading(Session session, DeployOptions options, string? stack)
{
    public async Task<int> ValidateAsync(bool isStrict, CancellationToken ct)
    {
        var accepted = await ReadAsync(isStrict, ct);
        if (!session.Get(session.Common.Silent))
            session.Printer.Line($"Stack {accepted.Stack.Name}: {accepted.Stack.Services.Count} services, nothing is wrong.");
        return ExitCode.Ok;
    }

    public async Task<int> ConfigAsync(CancellationToken ct)
    {
        session.RefuseSilentOutput(session.Common.Configuration);
        var format = session.Get(session.Common.Configuration) switch
        {
            null or "yaml" => ConfigFormat.Yaml,
            "json" => ConfigFormat.Json,
            var other => throw CliException.Usage($"-o {other}: a configuration is printed as yaml or json."),
        };
        var accepted = await ReadAsync(isStrict: false, ct);
        if (!session.Get(session.Common.Silent))
            session.Printer.Raw(StackConfig.Write(accepted.Stack, format));
        return ExitCode.Ok;
    }

    private async Task<ComposeResult.Accepted> ReadAsync(bool isStrict, CancellationToken ct)
    {
        var gathered = await new DeployIntent(session, options, stack, prune: true, strict: isStrict).GatherOfflineAsync(ct);
        if (gathered.Reading is ComposeResult.Refused refused)
            throw ComposeProblems.Of(refused, gathered.Bundle);
        var accepted = (ComposeResult.Accepted)gathered.Reading;
        if (isStrict && accepted.Warnings.Count > 0)
            throw ComposeProblems.Of(accepted.Warnings, gathered.Bundle);
        foreach (var warning in accepted.Warnings)
            session.Printer.Note(PlainText.Of(warning.ToString()));
        return accepted;
    }
}
