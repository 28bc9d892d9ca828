using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

[JsonConverter(typeof(TolerantEnumConverter<UpdateOrder>))]
public enum UpdateOrder
{
    Unrecognized = -1,

    /// <summary>The old task of a slot ends before the new one begins.</summary>
    StopFirst,

    /// <summary>The old task ends once the new one is in service.</summary>
    StartFirst,
}
