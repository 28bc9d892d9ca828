using System.Net.Sockets;
using System.Text;
using Gantry.Model.Wire;
using Gantry.Output;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Client;

/// <summary>
/// A unix socket. A server on this machine answers most requests within a millisecond or two, and while it does, everything
/// is done on the caller's thread and without the runtime's sockets: no thread for their events, and none of what they compile
/// at each start, which takes longer than the request. From the first wait that is longer on it is a socket as any other.
/// </summary>
internal sealed class LocalStream : SequentialStream
{
    /// <summary>Less than fits into the socket's buffer, so that nobody waits for a server that does not read.</summary>
    private const int MostSentAtOnce = 16 * 1024;

    private const int PatienceMilliseconds = 20;

    private readonly Lock _lock = new();
    private readonly SafeFileHandle _handle;
    private volatile NetworkStream? _socket;
    private bool _isDisposed;

    private LocalStream(int descriptor) => _handle = new SafeFileHandle(descriptor, ownsHandle: true);

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

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _socket is null && !cancellationToken.IsCancellationRequested && ReadAtOnce(buffer.Span) is { } count
            ? ValueTask.FromResult(count)
            : Socket().ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_socket is not null || cancellationToken.IsCancellationRequested || buffer.Length > MostSentAtOnce)
            return Socket().WriteAsync(buffer, cancellationToken);
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count) => Socket().Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_socket is { } socket)
        {
            socket.Write(buffer);
            return;
        }

        using var held = new HeldDescriptor(_handle);
        Descriptor.Write(held.Number, buffer);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        lock (_lock)
        {
            _isDisposed = true;
            _socket?.Dispose();
            _handle.Dispose();
        }
    }

    /// <returns>Null when nothing came within our patience.</returns>
    private int? ReadAtOnce(Span<byte> buffer)
    {
        using var held = new HeldDescriptor(_handle);
        return Descriptor.Poll(held.Number, Descriptor.Readable, PatienceMilliseconds) ? Descriptor.Read(held.Number, buffer) : null;
    }

    // One side may read while the other writes, and whoever waits first makes it. A duplicate, so that nothing changes under a
    // call that is on its way.
    private NetworkStream Socket()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _socket ??= new NetworkStream(
                new Socket(new SafeSocketHandle(Descriptor.Duplicate((int)_handle.DangerousGetHandle()), ownsHandle: true)), ownsSocket: true);
        }
    }

    // During each call: the number of one that is closed belongs to another file soon after.
    private readonly ref struct HeldDescriptor
    {
        private readonly SafeFileHandle _handle;

        public HeldDescriptor(SafeFileHandle handle)
        {
            _handle = handle;
            var isHeld = false;
            handle.DangerousAddRef(ref isHeld);
        }

        public int Number => (int)_handle.DangerousGetHandle();

        public void Dispose() => _handle.DangerousRelease();
    }
}
