namespace Gantry.Manager.Schedule;

/// <summary>What a task of one service on a node means for a task of another.</summary>
internal enum NeighbourRule
{
    /// <summary>Counts for as much as it weighs.</summary>
    Weighs,

    /// <summary>The node must have one.</summary>
    MustBe,

    /// <summary>The node must not have one.</summary>
    MustNotBe,

    /// <summary>As <see cref="MustNotBe"/>, since the other service's file says so.</summary>
    MustNotBeForIt,
}
