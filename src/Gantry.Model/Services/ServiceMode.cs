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

    /// <summary>A number of tasks that are to end well, once.</summary>
    ReplicatedJob,

    /// <summary>One task on every node that fits, which is to end well, once.</summary>
    GlobalJob,
}
