using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Deployments;

[JsonConverter(typeof(TolerantEnumConverter<DeploymentKind>))]
public enum DeploymentKind
{
    Unrecognized = -1,
    Deploy,
    Scale,
    Update,
    Restart,
    Stop,
    Start,
    Remove,
}
