namespace Gantry.Model.Registries;

/// <summary>A login that pulls may use.</summary>
/// <param name="Secret">The login as JSON, encrypted with the cluster's key; handed to a worker for a pull and no longer.</param>
public sealed record Registry(string Host, string Username, byte[] Secret, DateTimeOffset UpdatedAt);
