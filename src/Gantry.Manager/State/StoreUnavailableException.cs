namespace Gantry.Manager.State;

/// <summary>The store could not make a change durable. Nothing of it is visible; the next one may well work.</summary>
internal sealed class StoreUnavailableException(StoreTrouble trouble, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreTrouble Trouble => trouble;
}
