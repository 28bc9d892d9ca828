using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

/// <summary>The engine's events: the last 256 are remembered, and every listener gets the new ones in order.</summary>
internal sealed class SimulatedEvents(TimeProvider time, SimulatedGate gate)
{
    // The size of the engine's own ring (moby daemon/events).
    private const int Remembered = 256;

    private readonly Lock _lock = new();
    private readonly Queue<EngineEvent> _ring = new();
    private readonly List<Channel<EngineEvent>> _listeners = [];
    private long _lastNanos;

    public void Tell(string type, string action, string id, IReadOnlyDictionary<string, string> attributes)
    {
        lock (_lock)
        {
            // Two events never share a time, so "after the last one that I saw" always means something.
            _lastNanos = Math.Max(_lastNanos + 1, EngineTime.From(time.GetUtcNow()).UnixNanos);
            var happened = new EngineEvent
            {
                Type = type,
                Action = action,
                Actor = new EventActor { Id = id, Attributes = attributes },
                TimeNano = _lastNanos,
            };
            _ring.Enqueue(happened);
            if (_ring.Count > Remembered)
                _ring.Dequeue();
            foreach (var listener in _listeners)
                listener.Writer.TryWrite(happened);
        }
    }

    /// <summary>A restarted engine remembers nothing.</summary>
    public void Forget()
    {
        lock (_lock)
            _ring.Clear();
    }

    public async IAsyncEnumerable<EngineEvent> ListenAsync(
        EngineFilter filter, EngineTime? since, [EnumeratorCancellation] CancellationToken ct)
    {
        var call = new EngineCall("send events");
        await gate.EnterAsync(call, ct);
        var channel = Channel.CreateUnbounded<EngineEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            foreach (var past in _ring.Where(e => since is { } first && e.TimeNano >= first.UnixNanos))
                channel.Writer.TryWrite(past);
            _listeners.Add(channel);
        }

        try
        {
            while (true)
            {
                await gate.DuringAsync(call, token => channel.Reader.WaitToReadAsync(token).AsTask(), ct);
                // A hanging engine sends nothing, but loses nothing either.
                await gate.EnterAsync(call, ct, Timeout.InfiniteTimeSpan);
                while (channel.Reader.TryRead(out var happened))
                {
                    if (Matches(filter, happened))
                        yield return happened;
                }
            }
        }
        finally
        {
            lock (_lock)
                _listeners.Remove(channel);
        }
    }

    private static bool Matches(EngineFilter filter, EngineEvent happened) => filter.Terms.All(term => term.Key switch
    {
        "type" => term.Value.Contains(happened.Type),
        // Health events carry their result behind a colon, and are filtered by what is before it.
        "event" => term.Value.Contains(happened.Action.Split(':')[0]),
        "label" => term.Value.TrueForAll(label => SimulatedState.HasLabel(happened.Actor.Attributes, label)),
        "container" => happened.Type == "container" && term.Value.Exists(
            c => c == happened.Actor.Id || c == happened.Actor.Attributes.GetValueOrDefault("name")),
        _ => throw SimulatedAnswers.BadRequest(new EngineCall("send events"), $"Invalid filter '{term.Key}'"),
    });
}
