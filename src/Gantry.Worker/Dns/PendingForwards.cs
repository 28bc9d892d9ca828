using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>Owns the questions that wait for an upstream, so that none is forgotten and no client can pile them up.</summary>
internal sealed class PendingForwards
{
    // An upstream that is away holds a question for seconds. A thousand of them cost a few megabytes and a thousand
    // sockets; one client gets a tenth.
    private const int InAll = 1_000;
    private const int PerClient = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _perClient = [];
    private readonly Dictionary<long, Task> _running = [];
    private long _lastTicket;

    /// <param name="forward">Must answer its own exceptions.</param>
    /// <returns>False when there are too many already; then nothing was started.</returns>
    public bool TryRun(IPAddress client, Func<Task> forward)
    {
        lock (_lock)
        {
            var ofClient = _perClient.GetValueOrDefault(client);
            if (_running.Count >= InAll || ofClient >= PerClient)
                return false;
            _perClient[client] = ofClient + 1;

            // Added under the lock, so a forward that ends at once waits here to be taken out again.
            var ticket = ++_lastTicket;
            _running.Add(ticket, RunAsync(ticket, client, forward));
            return true;
        }
    }

    public Task WhenAllEndedAsync()
    {
        lock (_lock)
            return Task.WhenAll(_running.Values);
    }

    private async Task RunAsync(long ticket, IPAddress client, Func<Task> forward)
    {
        await Task.Yield();
        try
        {
            await forward();
        }
        finally
        {
            Forget(ticket, client);
        }
    }

    private void Forget(long ticket, IPAddress client)
    {
        lock (_lock)
        {
            _running.Remove(ticket);
            if (--_perClient[client] == 0)
                _perClient.Remove(client);
        }
    }
}
