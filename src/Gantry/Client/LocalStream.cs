using System.Net.Sockets;

namespace Gantry.Client;

/// <summary>
/// A unix socket. A server on this machine answers most requests within a millisecond or two, and while it does, everything
/// is done on the caller's thread: no thread for events of sockets, and none of the methods on the way has to be woken again,
/// all of which is compiled at each start. From the first wait that is longer on it is read as any other.
/// </summary>
internal sealed class LocalStream(Socket socket) : NetworkStream(socket, ownsSocket: false)
{
    /// <summary>Less than fits into the socket's buffer, so that nobody waits for a server that does not read.</summary>
    private const int MostSentAtOnce = 16 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private volatile bool _hasWaited;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_hasWaited && !cancellationToken.IsCancellationRequested && Socket.Poll(Patience, SelectMode.SelectRead))
            return ValueTask.FromResult(Read(buffer.Span));
        _hasWaited = true;
        return base.ReadAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasWaited || cancellationToken.IsCancellationRequested || buffer.Length > MostSentAtOnce)
            return base.WriteAsync(buffer, cancellationToken);
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    // One that owns its socket shuts it down first. After an answer the server has done so already, and to say what that
    // error means takes two dictionaries.
    protected override void Dispose(bool disposing)
    {
        var owned = Socket;
        base.Dispose(disposing);
        if (disposing)
            owned.Dispose();
    }
}
