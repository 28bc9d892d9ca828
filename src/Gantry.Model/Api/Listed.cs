namespace Gantry.Model.Api;

/// <summary>A list as the API answers it.</summary>
/// <param name="Revision">Cluster revision that the list shows; watching from it misses nothing.</param>
public sealed record Listed<T>(IReadOnlyList<T> Items, string Revision);
