namespace Gantry.Worker.Tasks;

/// <summary>How much is asked of an engine at once: a turn is one container, made and started.</summary>
/// <remarks>
/// With a turn for each of the two, all containers of a deploy would be made before the first one starts, and nothing would
/// be in service until then.
/// </remarks>
internal sealed class StartTurns(int atOnce) : IDisposable
{
    private readonly SemaphoreSlim _free = new(atOnce);

    /// <returns>To be disposed when the turn is over.</returns>
    public async Task<IDisposable> TakeAsync(CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        return new Turn(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _isOver, true))
                free.Release();
        }
    }
}
