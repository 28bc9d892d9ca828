namespace Gantry.Worker.Docker;

/// <summary>A network of ours has no range that it could be made with now. The manager gives one as soon as it can, so the task waits and tries again.</summary>
internal sealed class NoRangeException : Exception
{
    private NoRangeException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    /// <param name="problem">What the manager says of it; null: it has not said yet.</param>
    public static NoRangeException NotGiven(string network, string? problem) =>
        new(problem ?? $"Network '{network}' has no address range on this node yet; waiting for one.", cause: null);

    /// <summary>Somebody else on this node took the range between its assignment and its making.</summary>
    public static NoRangeException Taken(string network, string subnet, Exception? cause) =>
        new($"The range {subnet} of network '{network}' is in use by another network on this node; waiting for another range.", cause);
}
