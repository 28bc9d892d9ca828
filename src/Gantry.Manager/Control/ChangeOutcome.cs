using Gantry.Model.Deployments;

namespace Gantry.Manager.Control;

/// <summary>What became of a change that a person asked for. A closed set: the constructor is private.</summary>
internal abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <summary>True: nothing is to be committed.</summary>
    public bool IsRefusal => this is not (Made or Unchanged);

    /// <summary>What it takes away that a person set, and what it asks for that does not come about; one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <param name="Stack">The stack that its plan shows.</param>
    public sealed record Made(string Stack, DeploymentId DeploymentId) : ChangeOutcome;

    /// <summary>Everything was so already.</summary>
    public sealed record Unchanged(string Stack, string? Reason = null) : ChangeOutcome
    {
        /// <summary>The change that made it so, while it is not through: who asks for it again waits for it too.</summary>
        public DeploymentId? UnderWay { get; init; }
    }

    public sealed record NotFound(string Reason) : ChangeOutcome;

    /// <summary>It makes sense but cannot be done here: another thing holds what it needs.</summary>
    public sealed record Conflict(string Reason) : ChangeOutcome;

    /// <summary>It is not what the caller saw before.</summary>
    public sealed record Stale(string Reason) : ChangeOutcome;

    /// <summary>A field or change that cannot be done, by name.</summary>
    public sealed record Refused(string Reason) : ChangeOutcome
    {
        /// <param name="problems">All that stands against it, a sentence each.</param>
        public static Refused Because(IReadOnlyList<string> problems) => new(string.Join(" ", problems)) { Problems = problems };

        /// <summary>Where several things stand against it: each of them.</summary>
        public IReadOnlyList<string> Problems { get; private init; } = [];
    }

    /// <summary>It can be done, but not by this caller.</summary>
    public sealed record Forbidden(string Reason) : ChangeOutcome;

    /// <param name="Problems">Formatted, with file, line and column.</param>
    public sealed record InvalidCompose(IReadOnlyList<string> Problems) : ChangeOutcome;
}
