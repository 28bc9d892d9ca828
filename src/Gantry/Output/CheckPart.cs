using System.Text.Json.Serialization;

namespace Gantry.Output;

/// <summary>Of what a check is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckPart>))]
internal enum CheckPart
{
    /// <summary>The machine on which <c>gantry doctor</c> was typed, as one that runs a server or a worker.</summary>
    [JsonStringEnumMemberName("machine")]
    Machine,

    /// <summary>The way from the command line to the server, and what the server says of itself and its nodes.</summary>
    [JsonStringEnumMemberName("server")]
    Server,
}
