using System.Threading.Channels;
using Gantry.Model.Wire;

namespace Gantry.Manager.Dispatch;

/// <summary>One worker's open line: what is asked of it beside its assignments, and when it is over.</summary>
internal sealed class WorkerLine : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<StreamRequest> _requests = Channel.CreateBounded<StreamRequest>(64);

    public ChannelReader<StreamRequest> Requests => _requests.Reader;

    /// <summary>Another line of the same node took over.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Waits when too much is asked at once.</summary>
    public ValueTask AskAsync(StreamRequest request, CancellationToken ct) => _requests.Writer.WriteAsync(request, ct);

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
