namespace Gantry.Model.Wire;

/// <param name="Version">The version of the link that both sides speak from now on.</param>
/// <param name="ClusterId">Goes on every engine object as a label.</param>
public sealed record LinkWelcome(int Version, string ClusterId, string NodeName, long Term);
