using Gantry.Model.Tasks;

namespace Gantry.Model.Api;

/// <summary>A running task that is to go to a better node.</summary>
/// <param name="Why">In numbers, for people.</param>
/// <param name="IsUnderWay">It was to move before this was asked.</param>
public sealed record MoveItem(TaskId Id, string Task, string From, string To, string Why, bool IsUnderWay);
