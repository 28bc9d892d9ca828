using System.Security.Cryptography;
using System.Text;
using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Control;

/// <summary>Makes and revokes tokens that let machines join.</summary>
internal sealed class JoinTokens(StateStore store, IdSource ids, NodeSigning signing, TimeProvider time)
{
    private const int SecretBytes = 16;
    private const int MostUses = 1_000;
    private static readonly TimeSpan LeastLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostLife = TimeSpan.FromDays(365);

    /// <returns>The token with what the machine must be given; nobody is told that again.</returns>
    public async ValueTask<ObjectOutcome<(JoinToken Token, JoinTokenText Text)>> CreateAsync(
        NodeRole role, TimeSpan life, int uses, JoinTokenCondition condition, string actor, bool dryRun, CancellationToken ct)
    {
        if (Problem(role, life, uses) is { } wrong)
            return new ObjectOutcome<(JoinToken, JoinTokenText)>.Refused(wrong);

        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = time.GetUtcNow();
        var token = new JoinToken(ids.NextJoinToken(), role, SHA256.HashData(Encoding.UTF8.GetBytes(secret)), now, now + life, uses, actor);
        return await store.UpdateAsync<ObjectOutcome<(JoinToken, JoinTokenText)>>(
            tx =>
            {
                if (condition.Refuse(tx.State, id: null) is { } stale)
                    return new ObjectOutcome<(JoinToken, JoinTokenText)>.Stale(stale);
                ForgetOld(tx, now);
                tx.Put(token);
                tx.AddEvent(new ClusterEvent(now, EventType.JoinTokenCreated, $"{actor} made join token {token.Id.Value.Shown} for {uses} {(uses == 1 ? "machine" : "machines")}, until {token.ExpiresAt:u}.") { Actor = actor });
                return new ObjectOutcome<(JoinToken, JoinTokenText)>.Done((token, new JoinTokenText(signing.Fingerprint(), token.Id, secret)));
            },
            dryRun,
            ct);
    }

    public ValueTask<ObjectOutcome<JoinToken>> RevokeAsync(JoinTokenId id, JoinTokenCondition condition, string actor, bool dryRun, CancellationToken ct) =>
        store.UpdateAsync<ObjectOutcome<JoinToken>>(
            tx =>
            {
                if (tx.State.Find(id) is not { } token)
                    return new ObjectOutcome<JoinToken>.NotFound($"There is no join token '{id}'. 'gantry node token ls' lists them.");
                if (condition.Refuse(tx.State, id) is { } stale)
                    return new ObjectOutcome<JoinToken>.Stale(stale);
                tx.Remove(id);
                tx.AddEvent(new ClusterEvent(time.GetUtcNow(), EventType.JoinTokenRevoked, $"{actor} revoked join token {id.Value.Shown}.") { Actor = actor });
                return new ObjectOutcome<JoinToken>.Done(token);
            },
            dryRun,
            ct);

    private static string? Problem(NodeRole role, TimeSpan life, int uses)
    {
        if (role != NodeRole.Worker)
            return "Machines join as workers: a cluster has one manager as long as its state is in SQLite.";
        if (life < LeastLife || life > MostLife)
            return "A join token lives for 1 minute at least and 365 days at most.";
        return uses is >= 1 and <= MostUses ? null : $"A join token is for 1 to {MostUses} machines.";
    }

    // A week after its end nobody asks any more why a token did not work.
    private static void ForgetOld(Transaction tx, DateTimeOffset now)
    {
        foreach (var old in tx.State.JoinTokens.Where(t => now - t.ExpiresAt > TimeSpan.FromDays(7)).ToList())
            tx.Remove(old.Id);
    }
}
