using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

[JsonConverter(typeof(TolerantEnumConverter<ServiceMode>))]
public enum ServiceMode
{
    Unrecognized = -1,

    /// <summary>A number of replicas, each with a slot.</summary>
    Replicated,

    /// <summary>One on every node that fits.</summary>
    Global,
}
