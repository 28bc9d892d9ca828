using Gantry.Model.Configs;
using Gantry.Model.Networks;
using Gantry.Model.Secrets;
using Gantry.Model.Stacks;
using Gantry.Model.Volumes;

namespace Gantry.Compose.Mapping;

/// <summary>What services refer to while they are mapped.</summary>
/// <param name="Networks">By key in the file.</param>
/// <param name="Volumes">By key in the file.</param>
/// <param name="DeclaredSecrets">By key in the file.</param>
/// <param name="DeclaredConfigs">By key in the file.</param>
internal sealed record StackScope(
    string StackName,
    Bundle Bundle,
    IReadOnlyDictionary<string, NetworkSpec> Networks,
    IReadOnlyDictionary<string, VolumeSpec> Volumes,
    IReadOnlyDictionary<string, SecretSpec> DeclaredSecrets,
    IReadOnlyDictionary<string, ConfigSpec> DeclaredConfigs,
    ProblemLog Log)
{
    public const string DefaultNetwork = "default";

    public string FullName(string key) => $"{StackName}_{key}";
}
