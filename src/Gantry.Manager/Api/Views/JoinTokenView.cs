using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Manager.Api.Views;

/// <summary>A join token as the API shows it. Pure.</summary>
internal static class JoinTokenView
{
    public static JoinTokenItem Of(JoinToken token, DateTimeOffset now) => new(
        token.Id, token.Role, token.UsesLeft, token.CreatedAt, token.ExpiresAt, token.CreatedBy, token.IsOpen(now));
}
