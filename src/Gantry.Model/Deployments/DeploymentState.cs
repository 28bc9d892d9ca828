using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Deployments;

[JsonConverter(typeof(TolerantEnumConverter<DeploymentState>))]
public enum DeploymentState
{
    Unrecognized = -1,
    Running,
    Succeeded,
    Failed,

    /// <summary>A later deployment of the stack took over before this one was through.</summary>
    Superseded,
}
