namespace Gantry.Client;

/// <summary>What came back is no HTTP/1.1 answer, or only a part of one.</summary>
internal sealed class HttpFormatException(string message) : IOException(message);
