using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

/// <summary>What a service's name means to others (compose: <c>deploy.endpoint_mode</c>).</summary>
[JsonConverter(typeof(TolerantEnumConverter<EndpointMode>))]
public enum EndpointMode
{
    Unrecognized = -1,

    /// <summary>One virtual address.</summary>
    Vip,

    /// <summary>The addresses of the replicas, in turn.</summary>
    Dnsrr,
}
