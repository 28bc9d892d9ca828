using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

/// <summary>When a slot whose task ended is filled again.</summary>
[JsonConverter(typeof(TolerantEnumConverter<RestartCondition>))]
public enum RestartCondition
{
    Unrecognized = -1,
    Any,
    OnFailure,
    None,
}
