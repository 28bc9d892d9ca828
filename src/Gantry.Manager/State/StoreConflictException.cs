namespace Gantry.Manager.State;

/// <summary>Something that a transaction wrote or relied on has changed since its base. Read again and decide again.</summary>
internal sealed class StoreConflictException(ObjectKey key, string message) : Exception(message)
{
    public ObjectKey Key => key;
}
