namespace Gantry.Manager.State;

/// <summary>The store cannot be opened as it is: damaged, newer, foreign or in use. Nothing in it was touched.</summary>
internal sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);
