namespace Gantry.Model.Wire;

/// <param name="Version">The version of the link that both sides speak from now on.</param>
/// <param name="ClusterId">Goes on every engine object as a label.</param>
public sealed record LinkWelcome(int Version, string ClusterId, string NodeName, long Term)
{
    /// <summary>How often the manager wants a sign of life. Zero, from a manager that does not say: the default.</summary>
    public TimeSpan HeartbeatEvery { get; init; }

    /// <summary>Where managers can be reached, <c>https://host:port</c>; empty within the process.</summary>
    public IReadOnlyList<string> Managers { get; init => field = value ?? []; } = [];

    /// <summary>PEM of every CA that managers of this cluster may be signed by now; empty within the process.</summary>
    public string Authorities { get; init => field = value ?? ""; } = "";
}
