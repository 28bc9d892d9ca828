using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

[JsonConverter(typeof(TolerantEnumConverter<PublishMode>))]
public enum PublishMode
{
    Unrecognized = -1,

    /// <summary>The service's: any ready task answers, through the worker's packet filter.</summary>
    Ingress,

    /// <summary>One task's: an engine port binding.</summary>
    Host,
}
