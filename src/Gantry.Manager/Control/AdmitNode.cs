using System.Security.Cryptography;
using System.Text;
using Gantry.Manager.State;
using Gantry.Model.Events;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Wire;

namespace Gantry.Manager.Control;

/// <summary>
/// Lets a machine into the cluster. The token says as what, the server says as whom: the same key is the same node, another key
/// is another one, whatever hostname and machine-id say. Asked again with the same token and key the answer is the same, since
/// the first one may have been lost on the way.
/// </summary>
internal sealed class AdmitNode(StateStore store, IdSource ids, NodeSigning signing, Func<IReadOnlyList<string>> managers, TimeProvider time)
{
    private const int LongestName = 63;

    public async Task<Admission> JoinAsync(JoinRequest request, CancellationToken ct)
    {
        if (signing.KeyHashOf(request.SigningRequest) is not { } key)
            return new Admission.Invalid("The signing request cannot be read, or was not signed by the key in it.");
        if (request.Hostname.Length is 0 or > LongestName || !request.Hostname.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            return new Admission.Invalid($"A node cannot be called '{Shown(request.Hostname)}': take at most {LongestName} letters, digits, '.', '_' and '-' (gantry worker --name).");

        return await store.UpdateAsync(tx => Apply(tx, request, key), ct);
    }

    /// <summary>The next certificate of a node, for the key that it has.</summary>
    /// <returns>Null: the request is for another key, or cannot be read.</returns>
    public JoinAnswer? Renew(NodeId id, RenewRequest request)
    {
        var state = store.Current;
        if (state.Find(id) is not { } node || node.KeyHash is null || signing.KeyHashOf(request.SigningRequest) != node.KeyHash)
            return null;
        return Answer(state, node, request.SigningRequest);
    }

    /// <summary>
    /// Notes by which CA the node's certificate was made. Never back from the CA that signs to the one before: of two requests on
    /// their way the one with the older certificate may come last.
    /// </summary>
    public async Task SeenAsync(NodeId id, string authority, CancellationToken ct)
    {
        if (!IsNews(store.Current))
            return;
        try
        {
            await store.UpdateAsync(
                tx =>
                {
                    if (IsNews(tx.State) && tx.State.Find(id) is { } node)
                        tx.Put(node with { Authority = authority });
                },
                ct);
        }
        catch (StoreUnavailableException)
        {
            // It is seen again with the next request. A full disk here is no reason to lose a node there.
        }

        bool IsNews(Snapshot state) => state.Find(id) is { } node && node.Authority != authority && (node.Authority is null || authority == signing.Fingerprint());
    }

    internal Admission Apply(Transaction tx, JoinRequest request, string key)
    {
        var now = time.GetUtcNow();
        if (tx.State.Find(request.TokenId) is not { } token || !Matches(token, request.Secret))
            return Refuse(tx, request, now, "The cluster does not know this join token: it was revoked, or mistyped. Make a new one: gantry node token create.");
        if (request.Role != token.Role)
            return Refuse(tx, request, now, $"This join token is for a {Word(token.Role)}, and the machine asks to be a {Word(request.Role)}.");

        var known = tx.State.Nodes.FirstOrDefault(n => n.KeyHash == key);
        var isRepeated = known?.JoinedWith == token.Id;
        if (now >= token.ExpiresAt)
            return Refuse(tx, request, now, $"This join token ended at {token.ExpiresAt:u}, and by this manager's clock it is {now:u}. Make a new one: gantry node token create.");
        if (token.UsesLeft <= 0 && !isRepeated)
            return Refuse(tx, request, now, "This join token has been used already. Make a new one: gantry node token create, with --uses N for several machines.");

        var node = known ?? new Node(
            ids.NextNode(), tx.State.FreeNodeName(request.Hostname), NodeState.Unknown, NodeAvailability.Active,
            request.Address, NodeFacts.Unknown, tx.State.FreeNodeIndex(), now);

        // Taken before the certificate is made: where a new CA comes in between, the node is seen with it later.
        tx.Put(node with { KeyHash = key, JoinedWith = token.Id, Address = request.Address, Authority = signing.Fingerprint() });
        if (!isRepeated)
        {
            tx.Put(token with { UsesLeft = token.UsesLeft - 1 });
            var again = known is null ? "joined" : "joined again";
            tx.AddEvent(new ClusterEvent(now, EventType.NodeJoined, $"Node {node.Name} ({request.Address}) {again} with token {token.Id.Value.Shown}.") { NodeId = node.Id });
        }

        return new Admission.Admitted(Answer(tx.State, node, request.SigningRequest));
    }

    private JoinAnswer Answer(Snapshot state, Node node, string signingRequest) => new(
        node.Id, node.Name, state.Settings.ClusterId.ToString(), signing.Issue(signingRequest, node.Id), signing.Authorities(), managers())
    {
        IssuedAt = time.GetUtcNow(),
    };

    private static Admission.Forbidden Refuse(Transaction tx, JoinRequest request, DateTimeOffset now, string reason)
    {
        // Of a token that nobody knows nothing is written: whoever guesses would fill the events.
        if (tx.State.Find(request.TokenId) is not null)
            tx.AddEvent(new ClusterEvent(now, EventType.NodeRefused, $"A machine that calls itself {Shown(request.Hostname)} was not let in: {reason}"));
        return new Admission.Forbidden(reason);
    }

    private static bool Matches(JoinToken token, string secret) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), token.SecretHash);

    private static string Word(NodeRole role) => role switch
    {
        NodeRole.Worker => "worker",
        NodeRole.Manager => "manager",
        NodeRole.Unrecognized => "part that this version does not know",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "No such role."),
    };

    private static string Shown(string name) => new([.. name.Take(LongestName).Where(c => !char.IsControl(c))]);
}
