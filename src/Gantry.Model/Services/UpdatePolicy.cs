namespace Gantry.Model.Services;

/// <summary>How tasks of a new revision take the place of the old ones (compose: <c>update_config</c>), or how the old ones come back (<c>rollback_config</c>).</summary>
/// <param name="Parallelism">How many at a time; 0 is all at once.</param>
/// <param name="Delay">Between one group and the next.</param>
/// <param name="Monitor">How long a task is watched after it is in service; a failure within that counts. Null is the cluster's.</param>
/// <param name="MaxFailureRatio">0 to 1: of the tasks that were replaced, how many may fail.</param>
public sealed record UpdatePolicy(
    int Parallelism = 1,
    TimeSpan Delay = default,
    FailureAction FailureAction = FailureAction.Pause,
    TimeSpan? Monitor = null,
    double MaxFailureRatio = 0,
    UpdateOrder Order = UpdateOrder.StopFirst);
