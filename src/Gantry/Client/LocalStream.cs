using System.Net.Sockets;
using System.Text;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>
/// A unix socket. A server on this machine answers most requests within a millisecond or two, and while it does, everything
/// is done on the caller's thread and without the runtime's sockets: no thread for their events, and none of what they compile
/// at each start, which takes longer than the request. From the first wait that is longer on it is a socket as any other.
/// </summary>
internal sealed class LocalStream : Stream
{
    /// <summary>Less than fits into the socket's buffer, so that nobody waits for a server that does not read.</summary>
    private const int MostSentAtOnce = 16 * 1024;

    private const int PatienceMilliseconds = 20;

    private readonly Lock _lock = new();
    private readonly int _descriptor;
    private NetworkStream? _socket;
    private bool _isDisposed;

    private LocalStream(int descriptor) => _descriptor = descriptor;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The path is too long.</exception>
    public static Stream Open(string path)
    {
        if (Descriptor.Connect(Encoding.UTF8.GetBytes(path)) is { } descriptor)
            return new LocalStream(descriptor);

        // The runtime's sockets say why.
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_socket is null && !cancellationToken.IsCancellationRequested && Descriptor.Poll(_descriptor, Descriptor.Readable, PatienceMilliseconds))
            return ValueTask.FromResult(Descriptor.Read(_descriptor, buffer.Span));
        return Socket().ReadAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_socket is not null || cancellationToken.IsCancellationRequested || buffer.Length > MostSentAtOnce)
            return Socket().WriteAsync(buffer, cancellationToken);
        Descriptor.Write(_descriptor, buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count) => Descriptor.Read(_descriptor, buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Descriptor.Write(_descriptor, buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            if (_socket is null)
                Descriptor.Close(_descriptor);
            else
                _socket.Dispose();
        }
    }

    // One side may read while the other writes, and whoever waits first makes it.
    private NetworkStream Socket()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _socket ??= new NetworkStream(new Socket(new SafeSocketHandle(_descriptor, ownsHandle: true)), ownsSocket: true);
        }
    }
}
