using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

[JsonConverter(typeof(TolerantEnumConverter<MountType>))]
public enum MountType
{
    Unrecognized = -1,
    Volume,
    Bind,
    Tmpfs,
}
