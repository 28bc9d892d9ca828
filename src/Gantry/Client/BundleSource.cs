namespace Gantry.Client;

/// <summary>Where a bundle is read from, as typed.</summary>
/// <param name="Files">Empty: the default names in the working directory or above.</param>
/// <param name="EnvFiles">Empty: <c>.env</c> in the project folder, when it is there.</param>
/// <param name="StackName">Null: from the files or the folder.</param>
/// <param name="ProjectDirectory">Null: the folder of the first file.</param>
internal sealed record BundleSource(
    IReadOnlyList<string> Files,
    IReadOnlyList<string> EnvFiles,
    IReadOnlyList<string> Profiles,
    string? StackName,
    string? ProjectDirectory,
    bool AllowsOutside);
