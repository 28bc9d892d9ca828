using System.Net.Sockets;
using System.Text;

namespace Gantry.ClusterTests.Testing;

/// <summary>Stands between a server and the engine, and can make the engine look dead, hung or forgetful.</summary>
internal sealed class EngineProxy : IAsyncDisposable
{
    private readonly string _engine;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private TaskCompletionSource _flow = Flowing();
    private string? _loses;
    private int _lossesLeft;
    private volatile bool _isDown;

    public EngineProxy(string path, string engine)
    {
        SocketPath = path;
        _engine = engine;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string SocketPath { get; }

    public int Lost { get; private set; }

    /// <summary>Connections break, and new ones are closed at once.</summary>
    public void GoDown()
    {
        _isDown = true;
        CutAll();
    }

    public void ComeUp() => _isDown = false;

    /// <summary>Accepts and never answers, until <see cref="Resume"/>.</summary>
    public void Hang() => _flow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _flow.TrySetResult();

    /// <summary>Breaks every connection, the event stream too, perhaps in the middle of a message.</summary>
    public void CutAll()
    {
        lock (_lock)
        {
            _open.ForEach(s => s.Dispose());
            _open.Clear();
        }
    }

    /// <summary>Requests with this in their first line are carried out, and their answers never come back.</summary>
    public void LoseAnswersTo(string part, int times)
    {
        lock (_lock)
            (_loses, _lossesLeft) = (part, times);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        _flow.TrySetResult();
        CutAll();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        File.Delete(SocketPath);
    }

    private static TaskCompletionSource Flowing()
    {
        var flow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        flow.SetResult();
        return flow;
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var client = await _listener.AcceptAsync(_end.Token);
            if (_isDown)
                Close([client]);
            else
                _connections.Add(CarryAsync(client));
        }
    }

    private async Task CarryAsync(Socket client)
    {
        var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await engine.ConnectAsync(new UnixDomainSocketEndPoint(_engine), _end.Token);
        lock (_lock)
            _open.AddRange([client, engine]);
        var connection = new Connection();
        var requests = CopyAsync(client, engine, connection, isRequest: true);
        var answers = CopyAsync(engine, client, connection, isRequest: false);

        // One end that closes closes the other, which ends the other direction.
        await Task.WhenAny(requests, answers);
        Close([client, engine]);
        await Task.WhenAll(requests, answers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Close(List<Socket> ends)
    {
        lock (_lock)
            ends.ForEach(end => _open.Remove(end));
        ends.ForEach(end => end.Dispose());
    }

    private async Task CopyAsync(Socket from, Socket to, Connection connection, bool isRequest)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
        {
            await _flow.Task.WaitAsync(_end.Token);
            if (isRequest)
                connection.LosesAnswer |= Loses(buffer.AsSpan(0, count));
            else if (connection.LosesAnswer)
                return;
            for (var sent = 0; sent < count;)
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
        }
    }

    private bool Loses(ReadOnlySpan<byte> request)
    {
        var line = request.IndexOf((byte)'\r') is > 0 and var end ? Encoding.ASCII.GetString(request[..end]) : "";
        lock (_lock)
        {
            if (_loses is null || _lossesLeft == 0 || !line.Contains(_loses, StringComparison.Ordinal))
                return false;
            _lossesLeft--;
            Lost++;
            return true;
        }
    }

    private sealed class Connection
    {
        public bool LosesAnswer { get; set; }
    }
}
