using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

/// <summary>How the scheduler ranks nodes that fit.</summary>
[JsonConverter(typeof(TolerantEnumConverter<SchedulingStrategy>))]
public enum SchedulingStrategy
{
    Unrecognized = -1,

    /// <summary>Fewest tasks of the service, then most free resources.</summary>
    Spread,

    /// <summary>Fullest node that still fits.</summary>
    Binpack,
    RoundRobin,

    /// <summary>Least marginal cost after placement (Enhanced Parallel Virtual Machine).</summary>
    Epvm,
}
