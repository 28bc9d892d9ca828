namespace Gantry.Manager.State;

internal enum StoreTrouble
{
    /// <summary>No space left.</summary>
    Full,

    /// <summary>The disk, or the way to it, failed.</summary>
    Io,

    /// <summary>Somebody else wrote to the store: this process does not own it any more.</summary>
    Lost,
}
