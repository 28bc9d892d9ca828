namespace Gantry.Model.Services;

/// <summary>Another service of the stack that must have come so far before this one starts.</summary>
/// <param name="Required">False: waited for only while that service exists.</param>
public sealed record Dependency(
    string Service,
    DependencyCondition Condition = DependencyCondition.Started,
    bool Required = true)
{
    /// <summary>This service gets new containers whenever that one gets others.</summary>
    public bool Restart { get; init; }
}
