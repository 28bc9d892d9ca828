using Gantry.Output;

namespace Gantry.Commands;

internal sealed class OfflineReading(Session session, DeployOptions options, string? stack)
{
    public async Task<int> ValidateAsync(bool isStrict, CancellationToken ct)
    {
        _ = isStrict;
        _ = await new DeployIntent(session, options, stack, prune: true, strict: false).GatherBundleAsync(ct);
        return ExitCode.Ok;
    }

    public Task<int> ConfigAsync(CancellationToken ct) => ValidateAsync(isStrict: false, ct);
}
