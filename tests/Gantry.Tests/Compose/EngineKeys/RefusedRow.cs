namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>What a file says of a service, and how it is refused where it cannot be done.</summary>
/// <param name="Said">A part of the message.</param>
internal sealed record RefusedRow(string Keys, string Service, string Written, string Said) : KeyRow(Keys, Service, Written)
{
    /// <summary>The API version of the first engine that can do it; null where none can.</summary>
    public string? Until { get; init; }
}
