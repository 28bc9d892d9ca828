using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Client;

/// <param name="Path">Absolute, already escaped, with its query.</param>
internal sealed record ApiCall(string Method, string Path, byte[]? Body = null)
{
    /// <summary>Null where there are none beside those of every call.</summary>
    public IReadOnlyList<(string Name, string Value)>? Headers { get; init; }

    /// <summary>It changes nothing, and may be repeated without a thought.</summary>
    public bool OnlyReads => Method == "GET" || Path.Contains("dryRun=true", StringComparison.Ordinal);

    public static ApiCall Get(string path) => new("GET", path);

    public static ApiCall Post(string path) => new("POST", path, []);

    public static ApiCall Post<T>(string path, T body, JsonTypeInfo<T> type) =>
        new("POST", path, JsonSerializer.SerializeToUtf8Bytes(body, type));

    public static ApiCall Put<T>(string path, T body, JsonTypeInfo<T> type) =>
        new("PUT", path, JsonSerializer.SerializeToUtf8Bytes(body, type));

    public static ApiCall Delete(string path) => new("DELETE", path);
}
