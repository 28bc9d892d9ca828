namespace Gantry.Manager.Api;

/// <summary>A whole answer, kept so that a repeated request gets the same one.</summary>
internal sealed record ApiAnswer(int Status, byte[] Body, string ContentType = "application/json");
