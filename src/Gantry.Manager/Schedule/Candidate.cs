namespace Gantry.Manager.Schedule;

/// <summary>A node looked at for one slot; a null slot replaces nothing.</summary>
/// <param name="Index">The node's ring position.</param>
/// <param name="ServiceTasks">Without those that the slot's task replaces.</param>
internal readonly record struct Candidate(
    PlacementQuery Query,
    SlotRequest? Slot,
    NodeLoad Load,
    int Index,
    Vacated Vacated,
    int ServiceTasks,
    int Failures)
{
    public Amount Free => Load.Capacity - Load.Held + Vacated.Amount;
}
