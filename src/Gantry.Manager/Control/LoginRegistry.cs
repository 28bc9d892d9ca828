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

    /// <exception cref="LinkException">No worker can be asked to try it.</exception>
    public async ValueTask<RegistryOutcome> RunAsync(RegistryLogin login, string actor, CancellationToken ct)
    {
        if (HostProblem(login.Host) is { } unusable)
            return new RegistryOutcome.Refused(unusable);
        if (await TryAsync(login, ct) is { } refusal)
            return new RegistryOutcome.Failed($"Registry {login.Host} did not accept {login.Username}: {refusal}");

        var registry = new Registry(login.Host, login.Username, secrets.Seal(CompactJson.WriteBytes(login)), time.GetUtcNow());
        await store.UpdateAsync(
            tx =>
            {
                tx.Put(registry);
                tx.AddEvent(new ClusterEvent(time.GetUtcNow(), "registry.login", $"{actor} logged in to registry {login.Host} as {login.Username}.") { Actor = actor });
            },
            ct);
        return new RegistryOutcome.Kept(registry);
    }

    internal static string? HostProblem(string host) =>
        host.Length is > 0 and < 256 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '[' or ']')
            ? null
            : $"'{host}' is no registry host: write it as ghcr.io or localhost:5000, without a path.";

    /// <returns>Why it is not good; null when it is.</returns>
    private async Task<string?> TryAsync(RegistryLogin login, CancellationToken ct)
    {
        if (WorkerStreams.Reachable(store.Current).FirstOrDefault() is not { } node)
            throw new LinkException("No node is ready: the login cannot be tried. 'gantry node ls' shows why.");

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            await using var stream = await streams.OpenAsync(node.Id, id => new StreamRequest(id, StreamKind.TryLogin) { Login = login }, either.Token);
            var answer = new byte[LongestAnswer];
            var length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, either.Token);
            var text = Encoding.UTF8.GetString(answer, 0, length).Trim();
            return text.Length == 0 ? null : text;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new LinkException($"Node {node.Name} did not say within {Patience.TotalSeconds:0} s whether the login is good.");
        }
    }
}
