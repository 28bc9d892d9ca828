using System.Globalization;

namespace Gantry.ClusterTests.Testing;

/// <summary>
/// A client that deploys and removes without end and remembers what was acknowledged. One change is under way at a time, so
/// after a crash the truth is what was acknowledged last, or the one change that was asked for after it.
/// </summary>
internal sealed class DeployStream(ServerApi api)
{
    private static readonly string Moving = RandomStack.Named("moving");
    private static readonly string Passing = RandomStack.Named("passing");

    // Long enough for most changes to be carried out, so that every step comes to pass; short enough to interrupt some.
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(900)];

    private readonly List<string> _words = [];
    private int _count;
    private Claim _moving = new(null, null);
    private Claim _passing = new(null, null);

    /// <summary>How many changes the server said yes to.</summary>
    public int Acknowledged { get; private set; }

    public string Words => string.Join("; ", _words.TakeLast(6));

    /// <summary>Changes one thing after the other until the server is dead.</summary>
    public async Task RunUntilAsync(Func<bool> isDead, CancellationToken ct)
    {
        while (!isDead())
        {
            var number = ++_count;
            if (number % 4 == 3)
                _passing = await TryAsync(Passing, _passing, $"{number}", ct);
            else if (number % 4 == 1 && _passing.Acknowledged is not null)
                _passing = await TryAsync(Passing, _passing, null, ct);
            else
                _moving = await TryAsync(Moving, _moving, $"{number}", ct);
            await Task.Delay(Pauses[number % Pauses.Length], TimeProvider.System, ct);
        }
    }

    /// <summary>True when what was acknowledged last (or what was asked for after it) runs, is in service, and is all that there is.</summary>
    public async Task<bool> IsKeptAsync(ServerProcess server, CancellationToken ct) =>
        await IsKeptAsync(server, Moving, _moving, claim => _moving = claim, ct) && await IsKeptAsync(server, Passing, _passing, claim => _passing = claim, ct);

    private static async Task<bool> IsKeptAsync(ServerProcess server, string stack, Claim claim, Action<Claim> settle, CancellationToken ct)
    {
        var running = await server.Cluster.RunningAsync(stack, ct);
        var isKnown = (await server.Api.StacksAsync(ct)).Items.Any(s => s.Name == stack);
        if (!isKnown)
        {
            if (!claim.Allows(null) || running.Count > 0)
                return false;
            settle(new Claim(null, null));
            return true;
        }

        var services = await server.Api.ServicesAsync(stack, ct);
        var wanted = services.Count == 1 ? services[0].Spec.Container.Environment.GetValueOrDefault("TAG") : null;
        if (wanted is null || !claim.Allows(wanted) || !await server.IsInServiceAsync(stack, ct) || running.Count != services[0].Wanted)
            return false;
        foreach (var container in running)
        {
            if (!((await server.Cluster.InspectAsync(container.Id, ct)).Config.Env ?? []).Contains($"TAG={wanted}"))
                return false;
        }

        settle(new Claim(wanted, null));
        return true;
    }

    private async Task<Claim> TryAsync(string stack, Claim claim, string? tag, CancellationToken ct)
    {
        try
        {
            var answer = tag is null ? await api.TryRemoveAsync(stack, ct) : await api.TryDeployAsync(stack, Composes.Sleeper(replicas: 2, tag), ct);
            _words.Add(string.Create(CultureInfo.InvariantCulture, $"{stack} {tag ?? "removed"}: {(int)answer.Status}"));
            Assert.True(answer.IsAccepted || answer.Status == System.Net.HttpStatusCode.NotFound, $"{stack} {tag}: {ServerApi.Words(answer.Problem)}");
            if (answer.IsAccepted)
                Acknowledged++;
            return new Claim(tag, null);
        }
        catch (HttpRequestException)
        {
            // Dead, or not alive yet: whether the change was made nobody can tell.
            _words.Add($"{stack} {tag ?? "removed"}: no answer");
            return claim.OrPerhaps(tag);
        }
    }

    /// <param name="Acknowledged">The tag that was deployed; null is removed, or never deployed.</param>
    /// <param name="Unanswered">Asked for since, in any of which the server may have died.</param>
    private sealed record Claim(string? Acknowledged, IReadOnlyList<string?>? Unanswered)
    {
        public bool Allows(string? tag) => tag == Acknowledged || (Unanswered?.Contains(tag) ?? false);

        public Claim OrPerhaps(string? tag) => this with { Unanswered = [.. Unanswered ?? [], tag] };
    }
}
