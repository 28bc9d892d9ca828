namespace Gantry.Model.Services;

/// <summary>A secret that steps of a build may read; it is in no layer of the image.</summary>
/// <param name="Source">Its name in the cluster.</param>
/// <param name="Id">As the Dockerfile mounts it.</param>
public sealed record BuildSecret(string Source, string Id);
