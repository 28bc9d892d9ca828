using System.Text.Json;
using Gantry.Manager.State;
using Gantry.Model.Json;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Wire;

namespace Gantry.Manager.Control;

/// <summary>Asks registries, through a worker, what the tags of images mean there now.</summary>
internal sealed class ImageLookup(StateStore store, SecretSealing secrets, WorkerStreams streams, TimeProvider time)
{
    /// <summary>Each is an exchange or two with a registry: more at once would only look like an attack to it.</summary>
    private const int AtOnce = 4;

    private const int LongestAnswer = 16_384;

    // For all of them: nobody waits longer for a deploy because it names more images.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="images">As files name them.</param>
    /// <param name="logins">That come with the request; for other hosts the cluster's are taken.</param>
    public async Task<ImageFindings> FindAsync(IEnumerable<string> images, IReadOnlyList<RegistryLogin> logins, CancellationToken ct)
    {
        var asked = images.Distinct().Order(StringComparer.Ordinal).ToList();
        if (asked.Count == 0)
            return ImageFindings.None;

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        using var turns = new SemaphoreSlim(AtOnce);
        var answers = await Task.WhenAll(asked.Select(AskInTurnAsync));

        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var warnings = new List<string>();
        foreach (var (image, answer) in asked.Zip(answers))
        {
            if (answer.Digest is { } digest)
                digests[image] = digest;
            else
                warnings.Add($"Image {image} could not be looked up in its registry: what runs it stays as it is, and what is new finds it by its name. {answer.Problem}");
        }

        return new ImageFindings(digests, warnings);

        async Task<ResolvedImage> AskInTurnAsync(string image)
        {
            try
            {
                await turns.WaitAsync(either.Token);
                try
                {
                    return await AskAsync(image, logins, either.Token);
                }
                finally
                {
                    turns.Release();
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return new ResolvedImage(Digest: null, $"There was no answer within {Patience.TotalSeconds:0} s.");
            }
        }
    }

    private async Task<ResolvedImage> AskAsync(string image, IReadOnlyList<RegistryLogin> logins, CancellationToken ct)
    {
        if (await WorkerStreams.FirstReachableAsync(store, time, ct) is not { } node)
            return new ResolvedImage(Digest: null, "No node is ready to ask it. 'gantry node ls' shows why.");

        var host = ImageReference.HostOf(image);
        var login = logins.FirstOrDefault(l => l.Host == host) ?? SealedLogin.Find(store.Current, host, secrets.Open);
        try
        {
            var answer = await streams.AskAsync(
                node.Id, id => new StreamRequest(id, StreamKind.ResolveImage) { Image = image, Login = login }, LongestAnswer, ct);
            return answer.Length > 0 ? CompactJson.Read<ResolvedImage>(answer.Span) : Silent(node);
        }
        catch (Exception failure) when (failure is LinkException or IOException or JsonException)
        {
            return new ResolvedImage(Digest: null, $"Node {node.Name} could not be asked: {failure.Message}");
        }
    }

    // It closes a stream whose kind it does not know.
    private static ResolvedImage Silent(Node node) =>
        new(Digest: null, $"Node {node.Name} did not answer: if its release is older than this server's, install the same.");
}
