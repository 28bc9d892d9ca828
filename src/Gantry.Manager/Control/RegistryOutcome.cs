using Gantry.Model.Registries;

namespace Gantry.Manager.Control;

/// <summary>What became of a registry login. A closed set: the constructor is private.</summary>
internal abstract record RegistryOutcome
{
    private RegistryOutcome()
    {
    }

    public sealed record Kept(Registry Registry) : RegistryOutcome;

    /// <summary>The registry refused it, or cannot be reached.</summary>
    public sealed record Failed(string Reason) : RegistryOutcome;

    public sealed record Refused(string Reason) : RegistryOutcome;
}
