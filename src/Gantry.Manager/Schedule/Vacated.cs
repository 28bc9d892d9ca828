namespace Gantry.Manager.Schedule;

/// <summary>What a node gets back from tasks that end before the new one starts.</summary>
/// <param name="LiveTasks">Those of them that the service's count includes.</param>
internal readonly record struct Vacated(Amount Amount, int Tasks, int LiveTasks);
