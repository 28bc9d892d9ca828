using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Api;

[JsonConverter(typeof(TolerantEnumConverter<ChangeKind>))]
public enum ChangeKind
{
    Unrecognized = -1,
    None,
    Create,

    /// <summary>New containers take over from the old.</summary>
    Replace,

    /// <summary>In place: no container is restarted.</summary>
    Update,
    Remove,
}
