using System.Text.Json.Serialization;

namespace Gantry.Output;

/// <summary>Of one check of <c>gantry doctor</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckResult>))]
internal enum CheckResult
{
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>It works, and will bite some day.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    [JsonStringEnumMemberName("fail")]
    Fail,
}
