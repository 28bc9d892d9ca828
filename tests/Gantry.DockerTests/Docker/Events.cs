using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

internal static class Events
{
    /// <summary>Everything up to this action.</summary>
    public static async Task<List<EngineEvent>> UntilAsync(
        IAsyncEnumerable<EngineEvent> events, string action, CancellationToken ct)
    {
        var seen = new List<EngineEvent>();
        await foreach (var happened in events.WithCancellation(ct))
        {
            seen.Add(happened);
            if (happened.Action == action)
                return seen;
        }

        throw new EndOfStreamException($"'{action}' never happened.");
    }
}
