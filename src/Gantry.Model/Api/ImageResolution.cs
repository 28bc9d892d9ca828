using System.Text.Json.Serialization;
using Gantry.Model.Json;

namespace Gantry.Model.Api;

/// <summary>When a deploy finds out what the images' tags mean.</summary>
[JsonConverter(typeof(TolerantEnumConverter<ImageResolution>))]
public enum ImageResolution
{
    Unrecognized = -1,

    /// <summary>When an image's name in the file changes: the first node that has it says which one it is.</summary>
    Changed,

    /// <summary>At every deploy, from the registries.</summary>
    Always,

    /// <summary>Not at all: each node runs what it has under the name.</summary>
    Never,
}
