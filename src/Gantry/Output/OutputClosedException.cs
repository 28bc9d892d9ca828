namespace Gantry.Output;

/// <summary>
/// Nobody reads this output any more: <c>gantry events | head -1</c>. No <see cref="IOException"/>, or what copes with broken
/// connections would take it for one.
/// </summary>
internal sealed class OutputClosedException() : Exception("Nobody reads the output any more.");
