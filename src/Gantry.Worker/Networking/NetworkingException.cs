namespace Gantry.Worker.Networking;

/// <summary>The kernel's tables could not be read or written. Nothing was changed half: a transaction is whole or not at all.</summary>
internal sealed class NetworkingException(string message, Exception? inner = null) : Exception(message, inner);
