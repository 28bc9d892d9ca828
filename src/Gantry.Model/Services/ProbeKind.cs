using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Services;

[JsonConverter(typeof(TolerantEnumConverter<ProbeKind>))]
public enum ProbeKind
{
    Unrecognized = -1,
    Http,
    Tcp,
    Command,
}
