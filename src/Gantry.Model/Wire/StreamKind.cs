using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Wire;

[JsonConverter(typeof(TolerantEnumConverter<StreamKind>))]
public enum StreamKind
{
    Unrecognized = -1,

    /// <summary>Lines of <see cref="Api.LogLine"/> as JSON, one a line.</summary>
    Logs,

    /// <summary>Frames of <see cref="ExecFrame"/>.</summary>
    Exec,

    /// <summary>One <see cref="Api.TaskUsage"/> a running task as JSON, one a line, then the end.</summary>
    Usage,

    /// <summary>Tries a registry login: one line, empty when it is good, else what is wrong.</summary>
    TryLogin,

    /// <summary>Asks a registry what an image's tag means: one <see cref="ResolvedImage"/> as JSON.</summary>
    ResolveImage,
}
