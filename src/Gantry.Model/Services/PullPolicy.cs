using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

[JsonConverter(typeof(TolerantEnumConverter<PullPolicy>))]
public enum PullPolicy
{
    Unrecognized = -1,
    Missing,
    Always,
    Never,

    /// <summary>Only what a client built; no registry is asked.</summary>
    Build,
}
