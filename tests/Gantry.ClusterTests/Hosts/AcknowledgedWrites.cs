using System.Globalization;
using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Hosts;

/// <summary>
/// A client that deploys one stack again and again while something breaks, and remembers what the server said yes to. The
/// stack has no replicas: what is tried is the store, not the engines.
/// </summary>
internal sealed class AcknowledgedWrites : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FollowsWithin = TimeSpan.FromSeconds(5);

    private readonly string _stack = RandomStack.Named("written");
    private readonly CancellationTokenSource _end = new();
    private readonly ServerApi _api;
    private readonly Task _writing;
    private readonly List<string> _possible = [];

    public AcknowledgedWrites(ServerApi api)
    {
        _api = api;
        _writing = WriteAsync(_end.Token);
    }

    /// <summary>How many the server said yes to.</summary>
    public int Count { get; private set; }

    /// <summary>Ends the writing; fails unless the store has what was acknowledged last, or what was asked for after it without an answer.</summary>
    public async Task AssertKeptAsync(CancellationToken ct)
    {
        await _end.CancelAsync();
        await _writing;
        Assert.True(Count > 0, "The server acknowledged nothing.");

        // What is acknowledged is the stack's revision; its service follows from that a moment later.
        string? kept = null;
        await Eventually.HoldsAsync(
            async token =>
            {
                kept = (await _api.ServicesAsync(_stack, token)).Select(s => s.Spec.Container.Environment.GetValueOrDefault("TAG")).SingleOrDefault();
                return kept is not null && _possible.Contains(kept);
            },
            FollowsWithin, () => Task.FromResult($"after {Count} acknowledged changes it is {string.Join(" or ", _possible)} that must be kept, not {kept ?? "nothing"}"), ct);
        await _api.TryRemoveAsync(_stack, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WriteAsync(CancellationToken end)
    {
        for (var number = 1; !end.IsCancellationRequested; number++)
        {
            var tag = number.ToString(CultureInfo.InvariantCulture);
            _possible.Add(tag);
            try
            {
                // Not given up half way: the last one is to have an answer too.
                await _api.DeployAsync(_stack, Composes.Sleeper(replicas: 0, tag), CancellationToken.None);
                _possible.RemoveRange(0, _possible.Count - 1);
                Count++;
            }
            catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
            {
                // Nobody is there, or died before it answered: whether the change was made nobody can tell.
            }

            await Task.Delay(Pause, TimeProvider.System, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
