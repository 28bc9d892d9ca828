namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>What a machine must have, or lack, for a row to hold there.</summary>
internal enum EngineNeed
{
    Nothing,

    /// <summary>Cgroups of the first version: the second has no such setting, and the engine leaves it out.</summary>
    FirstCgroups,

    /// <summary>An engine that may hand out every capability: one inside a sandbox may not.</summary>
    EveryCapability,

    FewerCapabilities,
}
