namespace Gantry.Model.Services;

/// <summary>A name by which a service knows another one, on the networks that both are on.</summary>
/// <param name="Service">Of the same stack.</param>
public sealed record Link(string Service, string Alias);
