using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Settings;

namespace Gantry.Manager.Api.Views;

/// <summary>The cluster's CA as the API shows it.</summary>
internal static class CaView
{
    /// <param name="settings">Those of <paramref name="state"/>, or what they would be.</param>
    public static CaItem Of(Snapshot state, ClusterSettings settings, NodeSigning signing) =>
        new(signing.Fingerprint(), signing.ValidUntil(), settings.CaRotation is { } rotation ? Of(state, rotation) : null);

    private static CaRotationItem Of(Snapshot state, CaRotation rotation) => new(
        rotation.From,
        rotation.BeganAt,
        rotation.Actor,
        rotation.IsFinishing,
        state.Nodes.Count(n => n.KeyHash is not null && rotation.IsFollowedBy(n)),
        [.. rotation.Missing(state.Nodes).Select(n => new MissingNode(n.Id, n.Name, n.State))]);
}
