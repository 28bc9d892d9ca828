using Gantry.Client;
using Gantry.Model.Api;

namespace Gantry.Commands;

/// <summary>Asks how far the replacement of the CA has come until it is over, and says what has changed.</summary>
internal sealed class CaFollower(Session session, CaItem begun)
{
    // Each node takes a second or two, and the whole is seen a few times in the life of a cluster: no stream is worth it.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private string? _told;

    public IReadOnlyList<MissingNode> Missing { get; private set; } = begun.Rotation?.Missing ?? [];

    public static string Words(CaRotationItem rotation) => rotation.Missing.Count == 0
        ? $"{rotation.Following} of {rotation.Following} nodes have followed"
        : $"{rotation.Following} of {rotation.Following + rotation.Missing.Count} nodes have followed, missing: {string.Join(", ", rotation.Missing.Select(n => n.Name))}";

    /// <returns>The CA when it is over.</returns>
    public async Task<CaItem> RunAsync(CancellationToken ct)
    {
        for (var ca = begun; ; ca = await session.Api.GetAsync(ApiPath.Of("ca"), ApiJson.Default.CaItem, ct))
        {
            if (ca.Rotation is not { } rotation)
                return ca;
            Missing = rotation.Missing;
            Tell(Words(rotation));
            await Task.Delay(LookEvery, session.Time, ct);
        }
    }

    private void Tell(string words)
    {
        if (_told == words)
            return;
        _told = words;
        session.Printer.Line(words);
        session.Printer.Flush();
    }
}
