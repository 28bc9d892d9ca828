namespace Gantry.Worker.Docker;

/// <summary>
/// Somebody else on this node took the range of a network between its assignment and its making. The manager gives another one
/// as soon as it hears of it, so the task waits and tries again.
/// </summary>
internal sealed class RangeTakenException(string network, string? subnet, Exception cause) : Exception(
    $"The range {subnet} of network '{network}' was taken by another network on this node; waiting for another range.", cause);
