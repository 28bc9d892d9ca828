namespace Gantry.Model.Wire;

/// <summary>The line between worker and manager is down or was refused. The worker keeps its containers and dials again.</summary>
public sealed class LinkException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The other side answered and will not have it: trying again soon changes nothing.</summary>
    public bool IsRefused { get; init; }
}
