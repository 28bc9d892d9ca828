using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>
/// Server-sent events that outlive the connection: when it breaks, or the server restarts, the stream goes on after the
/// last event that came.
/// </summary>
internal sealed class EventStream(ApiClient api, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    // A server restarts within seconds. After this long somebody has to look.
    private static readonly TimeSpan PatienceLimit = TimeSpan.FromSeconds(60);

    private string? _lastId;
    private long _silentSince;

    /// <summary>Until the server ends the stream itself.</summary>
    /// <exception cref="CliException">The server refuses, or could not be reached for a minute.</exception>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        var delay = FirstDelay;
        var hasConnected = false;
        _silentSince = time.GetTimestamp();
        while (true)
        {
            await using var events = api.EventsAsync(path, _lastId, ct).GetAsyncEnumerator(ct);
            while (true)
            {
                var step = await StepAsync(events, hasConnected);
                if (step == Step.Ended)
                    yield break;
                if (step == Step.Broken)
                    break;

                (hasConnected, delay, _silentSince) = (true, FirstDelay, time.GetTimestamp());
                if (events.Current.EventId is { Length: > 0 } id)
                    _lastId = id;
                yield return events.Current;
            }

            await Task.Delay(delay, time, ct);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async ValueTask<Step> StepAsync(IAsyncEnumerator<SseItem<string>> events, bool hasConnected)
    {
        try
        {
            return await events.MoveNextAsync() ? Step.Event : Step.Ended;
        }
        catch (CliException e) when (e.Code == "revision_gone")
        {
            // Too long away: the server no longer has what was missed, so the list is sent again.
            _lastId = null;
            return Step.Broken;
        }
        catch (CliException e) when (hasConnected && e.ExitCode == ExitCode.Unreachable && IsPatient())
        {
            return Step.Broken;
        }
        catch (IOException) when (IsPatient())
        {
            return Step.Broken;
        }
    }

    private bool IsPatient() => time.GetElapsedTime(_silentSince) < PatienceLimit;

    private enum Step
    {
        Event,
        Ended,
        Broken,
    }
}
