using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Tasks;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Sends a change, and waits until the deployment that it began is through.</summary>
internal sealed class ChangeFlow(Session session)
{
    /// <param name="call">Makes the request; <c>dryRun</c> is its query value.</param>
    public async Task<int> RunAsync(Func<string?, ApiCall> call, CancellationToken ct)
    {
        // Wrong options are told before anything is changed.
        CheckOptions();
        if (!session.IsDryRun)
            return await FollowAsync(call(null), ct);
        PlanText.PrintAs(session, await session.Api.CallAsync(call(ApiPath.Flag(true)), ApiJson.Default.ChangeAnswer, ct));
        return ExitCode.Ok;
    }

    /// <summary>Makes the change and follows it.</summary>
    public async Task<int> FollowAsync(ApiCall change, CancellationToken ct) =>
        await FollowAsync(await session.Api.CallAsync(change, ApiJson.Default.ChangeAnswer, ct), ct);

    /// <exception cref="CliException">An option that is looked at only after the change is wrong.</exception>
    public void CheckOptions()
    {
        _ = session.Common.Timeout.Of(session);
        _ = session.Form();
        _ = ProgressForm.Of(session);
    }

    /// <summary>With <c>-o</c> the answer is printed as a plan is, and there is no other text.</summary>
    private async Task<int> FollowAsync(ChangeAnswer answer, CancellationToken ct)
    {
        var isSilent = session.IsQuiet || session.IsGiven(session.Common.Output);
        if (session.IsGiven(session.Common.Output))
            PlanText.PrintAs(session, answer);
        foreach (var warning in answer.Warnings)
            session.Printer.Warning(warning);
        if (answer.DeploymentId is not { } id)
        {
            if (!isSilent)
                session.Printer.Line($"Nothing to change in {answer.Plan.Stack}.");
            return ExitCode.Ok;
        }

        if (session.IsQuiet)
            session.Printer.Line(id.ToString());
        if (session.Get(session.Common.Detach))
        {
            if (!isSilent)
                session.Printer.Line($"Deployment {id.Value.Shown} of {answer.Plan.Stack} has begun. Follow it with: gantry deployment watch {id.Value.Shown}");
            return ExitCode.Ok;
        }

        return await FollowAsync(id, answer.Plan.Stack, ct);
    }

    public async Task<int> FollowAsync(DeploymentId id, string stack, CancellationToken ct)
    {
        var timeout = session.Common.Timeout.Of(session);
        using var deadline = timeout is { } limit ? new CancellationTokenSource(limit, session.Time) : new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var view = ProgressForm.Of(session);
        Deployment? last = null;
        try
        {
            last = await new DeploymentFollower(session.Api, session.Time).RunAsync(id, view, seen => last = seen, both.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            view.Leave();
            session.Printer.Note($"The deployment goes on. Follow it with: gantry deployment watch {id.Value.Shown}");
            return ExitCode.Interrupted;
        }
        catch (OperationCanceledException)
        {
            view.Leave();
            TellWarnings(last);
            throw await TimedOutAsync(id, stack, last, timeout ?? TimeSpan.Zero, ct);
        }

        TellWarnings(last);
        return Outcome(last);
    }

    // Known only when a container was made: the answer to the change could not tell.
    private void TellWarnings(Deployment? last)
    {
        foreach (var warning in last?.EngineWarnings ?? [])
            session.Printer.Warning(warning);
    }

    private static int Outcome(Deployment deployment) => deployment.State switch
    {
        DeploymentState.Succeeded => ExitCode.Ok,
        DeploymentState.Superseded => throw new CliException(
            ExitCode.Conflict,
            deployment.Reason ?? $"A later deployment of {deployment.Stack} took over.",
            $"gantry deployment ls --filter stack={deployment.Stack} shows it."),
        DeploymentState.Failed => throw Failed(deployment),
        DeploymentState.Running or DeploymentState.Unrecognized => throw new CliException(
            ExitCode.Error,
            $"The server stopped telling of deployment {deployment.Id.Value.Shown} before it was through.",
            $"gantry deployment watch {deployment.Id.Value.Shown} goes on."),
        _ => throw new InvalidOperationException($"{deployment.State} has no outcome."),
    };

    private static CliException Failed(Deployment deployment)
    {
        var services = deployment.Services.Where(s => s.State == DeploymentState.Failed).ToList();
        var changed = deployment.Service is { } service ? $"{deployment.Stack}_{service}" : deployment.Stack;
        var subject = services.Count > 0 ? $"{deployment.Stack}_{services[0].Service}" : deployment.Stack;
        return new CliException(
            ExitCode.DeploymentFailed,
            $"The deployment of {changed} failed: {deployment.Reason ?? "no reason was recorded."}",
            services.Count > 0 ? $"gantry explain {subject} shows why; gantry logs {subject} shows its output." : null)
        {
            Details = [.. services.Where(s => s.Blocked is not null && s.Blocked != deployment.Reason).Select(s => $"{deployment.Stack}_{s.Service}: {s.Blocked}")],
        };
    }

    private async Task<CliException> TimedOutAsync(
        DeploymentId id, string stack, Deployment? last, TimeSpan limit, CancellationToken ct)
    {
        var unplaced = await UnplacedAsync(stack, ct);
        var waiting = unplaced.Count > 0
            ? unplaced.Select(t => $"{t.Name}: {t.Observed.Message}")
            : last?.Services.Where(s => s.Blocked is not null).Select(s => $"{stack}_{s.Service}: {s.Blocked}") ?? [];
        return new CliException(
            unplaced.Count > 0 ? ExitCode.PlacementBlocked : ExitCode.TimedOut,
            $"After {Age.Short(limit)} {stack} is not through. The deployment goes on.",
            $"Follow it with: gantry deployment watch {id.Value.Shown}")
        {
            Details = [.. waiting],
        };
    }

    private async Task<IReadOnlyList<TaskItem>> UnplacedAsync(string stack, CancellationToken ct)
    {
        try
        {
            var tasks = await session.Api.GetAsync(
                ApiPath.With(ApiPath.Of("tasks"), ("stack", stack)), ApiJson.Default.ListedTaskItem, ct);
            return [.. tasks.Items.Where(t => t.State == "pending" && t.Node is null && t.Observed.Message is { Length: > 0 } and not TaskReason.NoNodeYet)];
        }
        catch (CliException)
        {
            // That the wait was too long is the news, and it is known without the server.
            return [];
        }
    }
}
