namespace Gantry.Worker.Docker;

/// <summary>One pull and all who wait for it. It ends when the last of them has gone.</summary>
internal sealed class SharedPull(Func<string, Action<string>, CancellationToken, Task> pull) : IDisposable
{
    private readonly CancellationTokenSource _abandoned = new();
    private readonly List<Action<string>> _listeners = [];
    private Task? _running;
    private string? _told;

    public Task Done => _running ?? Task.CompletedTask;

    public bool IsAbandoned => _abandoned.IsCancellationRequested;

    /// <summary>Under the owner's lock, as <see cref="Leave"/>.</summary>
    public void Join(string image, Action<string> progress)
    {
        lock (_listeners)
        {
            _listeners.Add(progress);
            if (_told is { } text)
                progress(text);
        }

        _running ??= pull(image, Tell, _abandoned.Token);
    }

    public void Leave(Action<string> progress)
    {
        lock (_listeners)
        {
            _listeners.Remove(progress);
            if (_listeners.Count > 0 || Done.IsCompleted)
                return;
        }

        _abandoned.Cancel();
    }

    public void Dispose() => _abandoned.Dispose();

    private void Tell(string text)
    {
        lock (_listeners)
        {
            _told = text;
            foreach (var listener in _listeners)
                listener(text);
        }
    }
}
