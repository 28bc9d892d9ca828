using Gantry.Manager.State;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Planning.Explaining;

/// <summary>What would most likely help a task that ended badly. Pure.</summary>
internal static class ExitAdvice
{
    private const int CannotInvoke = 126;
    private const int NotFound = 127;

    public static string For(Snapshot state, ServiceTask ended)
    {
        var limits = state.FindRevision(ended.ServiceId, ended.Revision)?.Container.Limits;
        var seen = ended.Observed;
        if (seen.OomKilled)
        {
            return limits is { MemoryBytes: > 0 and var bytes }
                ? $"Raise deploy.resources.limits.memory of {ended.Service} above {bytes >> 20} MiB, or make it use less."
                : $"Its node ran out of memory: reserve what {ended.Service} needs with deploy.resources.reservations.memory.";
        }

        if (seen.FailedItsCheck)
            return HealthAdvice.For(state, ended);
        if (EngineAdvice.For(state, ended) is { } advice)
            return advice;
        return seen.ExitCode switch
        {
            CannotInvoke => $"Its command cannot be executed: check command and entrypoint of {ended.Service}, and the file's permission in the image.",
            NotFound => $"Its command is not in the image: check command and entrypoint of {ended.Service}.",
            null when seen.ContainerId is null || seen is { StartedAt: null, State: TaskState.Failed } => $"Correct what the message names and deploy again; its image is {state.FindRevision(ended.ServiceId, ended.Revision)?.Container.Image}.",
            0 => $"It ended by itself: if {ended.Service} is a job, give it restart: \"no\" or on-failure; else its command must not return.",
            _ => $"Read what it wrote before it ended: gantry logs {ended.Stack}_{ended.Service}",
        };
    }
}
