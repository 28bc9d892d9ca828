namespace Gantry.Manager.State;

/// <summary>Everything but the events. <see cref="Revision.First"/> and nothing for a new store.</summary>
internal sealed record StoredState(Revision Revision, IReadOnlyList<StoredObject> Objects);
