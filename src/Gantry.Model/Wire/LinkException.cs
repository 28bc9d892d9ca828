namespace Gantry.Model.Wire;

/// <summary>The line between worker and manager is down or was refused. The worker keeps its containers and dials again.</summary>
public sealed class LinkException(string message, Exception? cause = null) : Exception(message, cause);
