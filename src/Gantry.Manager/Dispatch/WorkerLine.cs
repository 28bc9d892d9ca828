using System.Threading.Channels;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>One worker's open line: what it was told, what is asked of it beside that, and when it is over.</summary>
internal sealed class WorkerLine(AssignmentFeed feed) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<StreamRequest> _requests = Channel.CreateBounded<StreamRequest>(64);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    public AssignmentFeed Feed => feed;

    /// <summary>Another line of the same node took over.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>There may be something to say.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Until it is woken, or names may be told again.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        if (feed.NamesDue is { } due)
            await Task.WhenAny(_wake.Reader.WaitToReadAsync(ct).AsTask(), due);
        else
            await _wake.Reader.WaitToReadAsync(ct);
        _wake.Reader.TryRead(out _);
    }

    /// <summary>Waits when too much is asked at once.</summary>
    public async ValueTask AskAsync(StreamRequest request, CancellationToken ct)
    {
        await _requests.Writer.WriteAsync(request, ct);
        Wake();
    }

    public StreamRequest? NextRequest() => _requests.Reader.TryRead(out var request) ? request : null;

    public void End()
    {
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself at the same moment.
        }
    }

    public void Dispose() => _ended.Dispose();
}
