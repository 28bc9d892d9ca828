using System.Text;
using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Json;
using Gantry.Model.Registries;
using Gantry.Model.Stacks;
using Gantry.Model.Wire;

namespace Gantry.Manager.Control;

/// <summary>Tries a registry login on a node and keeps it, sealed, for pulls.</summary>
internal sealed class LoginRegistry(StateStore store, SecretSealing secrets, WorkerStreams streams, TimeProvider time)
{
    private const int LongestAnswer = 4_096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="dryRun">Checks what can be checked here and says what would be kept; the login is not tried.</param>
    /// <exception cref="LinkException">No worker can be asked to try it.</exception>
    public async ValueTask<ObjectOutcome<Registry>> RunAsync(
        RegistryLogin login, RegistryCondition condition, string actor, bool dryRun, CancellationToken ct)
    {
        if (HostProblem(login.Host) is { } unusable)
            return new ObjectOutcome<Registry>.Refused(unusable);
        if (condition.Refuse(store.Current, login.Host) is { } stale)
            return new ObjectOutcome<Registry>.Stale(stale);
        if (dryRun)
            return new ObjectOutcome<Registry>.Done(new Registry(login.Host, login.Username, [], time.GetUtcNow()));
        if (await TryAsync(login, ct) is { } refusal)
            return new ObjectOutcome<Registry>.LoginFailed($"Registry {login.Host} did not accept {login.Username}: {refusal}");

        var registry = new Registry(login.Host, login.Username, secrets.Seal(CompactJson.WriteBytes(login)), time.GetUtcNow());
        return await store.UpdateAsync(tx => Apply(tx, registry, condition, actor), ct);
    }

    internal static string? HostProblem(string host) =>
        host.Length is > 0 and < 256 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '[' or ']')
            ? null
            : $"'{host}' is no registry host: write it as ghcr.io or localhost:5000, without a path.";

    // Trying takes seconds: somebody else may have been faster.
    private static ObjectOutcome<Registry> Apply(Transaction tx, Registry registry, RegistryCondition condition, string actor)
    {
        if (condition.Refuse(tx.State, registry.Host) is { } stale)
            return new ObjectOutcome<Registry>.Stale(stale);
        tx.Put(registry);
        tx.AddEvent(new ClusterEvent(registry.UpdatedAt, EventType.RegistryLogin, $"{actor} logged in to registry {registry.Host} as {registry.Username}.") { Actor = actor });
        return new ObjectOutcome<Registry>.Done(registry);
    }

    /// <returns>Why it is not good; null when it is.</returns>
    private async Task<string?> TryAsync(RegistryLogin login, CancellationToken ct)
    {
        if (await WorkerStreams.FirstReachableAsync(store, time, ct) is not { } node)
            throw new LinkException("No node is ready: the login cannot be tried. 'gantry node ls' shows why.");

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            var answer = await streams.AskAsync(node.Id, id => new StreamRequest(id, StreamKind.TryLogin) { Login = login }, LongestAnswer, either.Token);
            var text = Encoding.UTF8.GetString(answer.Span).Trim();
            return text.Length == 0 ? null : text;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new LinkException($"Node {node.Name} did not say within {Patience.TotalSeconds:0} s whether the login is good.");
        }
    }
}
