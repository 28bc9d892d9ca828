using Gantry.Model.Registries;

namespace Gantry.Manager.Control;

/// <summary>What became of a change of a registry's login. A closed set: the constructor is private.</summary>
internal abstract record RegistryOutcome
{
    private RegistryOutcome()
    {
    }

    /// <param name="Registry">What is kept or was forgotten; for a dry run what would be.</param>
    public sealed record Done(Registry Registry) : RegistryOutcome;

    public sealed record NotFound(string Reason) : RegistryOutcome;

    /// <summary>It is not what the caller saw before.</summary>
    public sealed record Stale(string Reason) : RegistryOutcome;

    /// <summary>The registry refused it, or cannot be reached.</summary>
    public sealed record Failed(string Reason) : RegistryOutcome;

    public sealed record Refused(string Reason) : RegistryOutcome;
}
