using System.Diagnostics;
using System.IO.Compression;
using Gantry.Manager.Planning;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Json;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>Makes what compose files say the stack's newest revision. Services and tasks are derived from it.</summary>
/// <param name="readCompose">Reads the compose files of a bundle for the stack of this name.</param>
internal sealed class DeployStack(
    ChangeRun run,
    StackChecks checks,
    SecretSealing secrets,
    KeptLogins logins,
    ImageLookup images,
    Func<string, Bundle, ComposeOutcome> readCompose)
{
    private const int LongestMessage = 1_000;

    public async ValueTask<ChangeReport> RunAsync(
        string name, DeployRequest request, StackCondition condition, Caller caller, bool dryRun, CancellationToken ct)
    {
        if (StackChecks.NameProblem(name) is { } unusable)
            return Refusal(new ChangeOutcome.Refused(unusable), dryRun);
        if (request.ResolveImage is ImageResolution.Unrecognized)
            return Refusal(new ChangeOutcome.Refused("The resolveImage of a deploy is changed, always or never."), dryRun);
        if (request.Message?.Length > LongestMessage)
            return Refusal(new ChangeOutcome.Refused($"The message has {request.Message.Length} letters: say it in {LongestMessage}."), dryRun);
        var outcome = readCompose(name, request.Bundle);
        if (outcome is ComposeOutcome.Invalid invalid)
            return Refusal(new ChangeOutcome.InvalidCompose(invalid.Problems), dryRun);
        if (outcome is not ComposeOutcome.Read read)
            throw new UnreachableException($"No such outcome of reading: {outcome}.");
        if (caller.RefuseReach(HostReach.Of(read.Stack)) is { } forbidden)
            return Refusal(forbidden, dryRun);
        var found = await FoundAsync(read.Stack, request, ct);
        IReadOnlyList<string> warnings = [.. read.Warnings, .. FutureKeys.Warnings(read.Stack), .. found.Warnings];
        if (request.Strict && warnings.Count > 0)
            return Refusal(new ChangeOutcome.InvalidCompose(warnings), dryRun);

        var prepared = Prepared(read.Stack with { Name = name }, request, condition) with { Images = found };
        var report = await run.RunAsync(context => Apply(context, prepared), caller.Name, dryRun, ct);
        return report with { Warnings = [.. warnings, .. read.Notices, .. report.Outcome.Warnings] };
    }

    /// <summary>Pure: the same context and request give the same changes.</summary>
    internal ChangeOutcome Apply(ChangeContext context, PreparedDeploy request)
    {
        var tx = context.Tx;
        var spec = ImageChoice.Of(tx.State, request);
        var stack = tx.State.FindStack(spec.Name);
        var leftOut = EngineDemands.LeftOut(tx.State, spec).ToList();
        if (Refused(tx.State, spec, request, leftOut) is { } refused)
            return refused;

        // Also of an unchanged deploy: what exists stays other than the file until somebody makes room for it. Never a refusal,
        // which would fail a pipeline for what was so before.
        IReadOnlyList<string> warnings = [.. leftOut, .. Drift.Warnings(tx.State, spec)];
        logins.Keep(context, request.Logins);
        if (stack is not null && DeployedAlready.IsSame(tx.State, stack, request with { Stack = spec }))
        {
            var again = Again(context, stack);
            return again with { Warnings = [.. again.Warnings, .. warnings] };
        }

        var from = stack?.Revision ?? 0;
        var to = from + 1;
        tx.Put(new StackRevision(
            spec.Name, to, request.Bundle, spec.Services, spec.Networks, spec.Volumes, context.Now, context.Actor, request.Prune));
        tx.Put(stack is null
            ? new Stack(spec.Name, to, 0, context.Now, context.Now, context.Actor)
            : stack with
            {
                Revision = to,
                UpdatedAt = context.Now,
                UpdatedBy = context.Actor,
                IsStopped = false,
                IsRemoved = false,
                RemovesVolumes = false,
            });
        var deployment = context.Begin(DeploymentKind.Deploy, spec.Name, null, from, to);
        var replaced = spec.Services.SelectMany(next => tx.State.FindService(spec.Name, next.Name) is { IsRemoved: false } service
            ? OverrideText.Replaced(service, next)
            : []).ToList();
        if (replaced.Count > 0 || request.Message is not null)
            tx.Put(deployment with { ReplacedOverrides = replaced, Message = request.Message });
        var words = request.Message is { } message ? $": {message}" : ".";
        context.Tell(EventType.StackDeployed, $"{context.Actor} deployed revision {to} of stack {spec.Name}{words}", spec.Name);
        return new ChangeOutcome.Made(spec.Name, deployment.Id) { Warnings = [.. replaced, .. warnings] };
    }

    private ChangeOutcome? Refused(Snapshot state, StackSpec spec, PreparedDeploy request, List<string> leftOut)
    {
        if (request.Condition.Refuse(spec.Name, state.FindStack(spec.Name)) is { } stale)
            return new ChangeOutcome.Stale(stale);
        if (checks.Problems(state, spec) is { Count: > 0 } problems)
            return ChangeOutcome.Refused.Because(problems);
        return request.IsStrict && leftOut.Count > 0 ? new ChangeOutcome.InvalidCompose(leftOut) : null;
    }

    // Whoever deploys wants to know whether it runs: what failed is waited for again, and what is under way is waited for too.
    private static ChangeOutcome Again(ChangeContext context, Stack stack)
    {
        var newest = context.Newest(stack.Name, service: null);
        if (newest is { State: DeploymentState.Running })
            return context.Unchanged(stack.Name, service: null, $"Nothing to change in {stack.Name}: its last deployment is still under way.");
        if (newest is not { State: DeploymentState.Failed, Reason: var failure })
            return new ChangeOutcome.Unchanged(stack.Name);

        var deployment = context.Begin(DeploymentKind.Deploy, stack.Name, null, stack.Revision, stack.Revision);
        context.Tell(EventType.StackDeployed, $"{context.Actor} deployed revision {stack.Revision} of stack {stack.Name} again.", stack.Name);
        return new ChangeOutcome.Made(stack.Name, deployment.Id)
        {
            Warnings = [$"Nothing changed in {stack.Name} since its last deployment, which failed: {failure}"],
        };
    }

    // Nothing was looked at in the store: there is no plan and no revision to speak of.
    private ChangeReport Refusal(ChangeOutcome outcome, bool dryRun) => new(outcome, dryRun, run.Revision, null);

    // Dry runs ask too: what they show is what a deploy would do.
    private async Task<ImageFindings> FoundAsync(StackSpec stack, DeployRequest request, CancellationToken ct) =>
        stack.Services.Where(s => ImageChoice.Asks(s, request.ResolveImage, request.Bundle.BuiltImages)).Select(s => s.Container.Image).ToList() is { Count: > 0 } asked
            ? await images.FindAsync(asked, request.Bundle.RegistryLogins, ct)
            : ImageFindings.None;

    private PreparedDeploy Prepared(StackSpec stack, DeployRequest request, StackCondition condition)
    {
        var message = string.IsNullOrWhiteSpace(request.Message) ? null : request.Message.Trim();
        return new PreparedDeploy(stack, SealedBundle(request.Bundle), logins.Sealed(request.Bundle.RegistryLogins), request.Prune, condition, message)
        {
            ResolveImage = request.ResolveImage,
            IsStrict = request.Strict,
            BuiltImages = request.Bundle.BuiltImages,
        };
    }

    private byte[] SealedBundle(Bundle bundle)
    {
        using var compressed = new MemoryStream();
        using (var zip = new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(CompactJson.WriteBytes(bundle with { RegistryLogins = [] }));
        return secrets.Seal(compressed.ToArray());
    }
}
