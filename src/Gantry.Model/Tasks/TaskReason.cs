namespace Gantry.Model.Tasks;

/// <summary>Why a task is as it is, in the words that every place uses. Pure.</summary>
public static class TaskReason
{
    /// <summary>What a new task says until the scheduler has looked at it, and while it waits out a back-off.</summary>
    public const string NoNodeYet = "Waiting for a node.";

    private const int LongestOutput = 200;

    extension(ObservedTask observed)
    {
        /// <summary>
        /// Its health check is what is wrong with it: it runs and fails the check, or was stopped for that. One that ended by
        /// itself has a nearer reason.
        /// </summary>
        public bool FailedItsCheck => observed is { Health: TaskHealth.Unhealthy, State: TaskState.Running or TaskState.Shutdown };

        /// <summary>One sentence or two. Of a task that was stopped for its health, the check comes before the stop.</summary>
        public string Reason
        {
            get
            {
                if (!observed.FailedItsCheck)
                    return observed.Message;
                var failed = $"Its health check failed{(observed.HealthWords is { } words ? $": {words}" : " and wrote nothing")}.";
                return observed.State.IsTerminal() ? $"{failed} {observed.Message}".TrimEnd() : failed;
            }
        }

        /// <summary>The end of what the check wrote last, on one line: causes stand at the end. Null when it wrote nothing.</summary>
        public string? HealthWords
        {
            get
            {
                var words = string.Join(' ', (observed.HealthOutput ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                if (words.Length == 0)
                    return null;
                var from = Math.Max(0, words.Length - LongestOutput);
                if (from > 0 && char.IsLowSurrogate(words[from]))
                    from++;
                return (from > 0 ? "…" : "") + words[from..].TrimEnd('.');
            }
        }
    }
}
