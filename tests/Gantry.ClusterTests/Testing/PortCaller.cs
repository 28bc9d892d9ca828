using System.Collections.Concurrent;

namespace Gantry.ClusterTests.Testing;

/// <summary>Asks a published port for its page again and again, each time on a new connection, and remembers who did not answer.</summary>
internal sealed class PortCaller : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(3),
    };

    private readonly Task _calling;
    private int _answers;

    public PortCaller(int port)
    {
        _calling = CallAsync(new Uri($"http://127.0.0.1:{port}/"), _end.Token);
    }

    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Waits for so many more answers.</summary>
    public async Task UntilAnsweredAsync(int answers, CancellationToken ct)
    {
        var from = Volatile.Read(ref _answers);
        await Eventually.HoldsAsync(
            _ => Task.FromResult(Volatile.Read(ref _answers) >= from + answers),
            Eventually.Patience,
            () => Task.FromResult($"{answers} answers; {string.Join("; ", _failures)}"),
            ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _calling;
        _end.Dispose();
        _http.Dispose();
    }

    private async Task CallAsync(Uri page, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Period, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
                await AskAsync(page, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Enough was asked.
        }
    }

    private async Task AskAsync(Uri page, CancellationToken ct)
    {
        try
        {
            var text = await _http.GetStringAsync(page, ct);
            if (text.Length > 0)
                Interlocked.Increment(ref _answers);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            _failures.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {e.Message}");
        }
    }
}
