using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Settings;

/// <summary>Who sees to it that running tasks move to nodes that have become the better ones.</summary>
[JsonConverter(typeof(TolerantEnumConverter<RebalanceMode>))]
public enum RebalanceMode
{
    Unrecognized = -1,

    /// <summary>A person, with <c>gantry rebalance</c>.</summary>
    Manual,

    /// <summary>The manager, a few at a time, while nothing else is going on.</summary>
    Auto,
}
