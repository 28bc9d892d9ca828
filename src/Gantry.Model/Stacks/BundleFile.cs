namespace Gantry.Model.Stacks;

/// <param name="Path">As messages show it; never opened by the server.</param>
public sealed record BundleFile(string Path, string Content);
