namespace Gantry.Model.Api;

/// <summary>A join token that was just made: the only time that it is told.</summary>
/// <param name="Text">What <c>gantry worker --token</c> takes.</param>
/// <param name="Managers">What <c>gantry worker --join</c> takes, one of them.</param>
public sealed record NewJoinToken(JoinTokenItem Token, string Text, IReadOnlyList<string> Managers);
