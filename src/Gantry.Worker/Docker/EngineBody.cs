using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gantry.Worker.Docker;

/// <summary>What goes with a call: JSON or a stream, and a registry login.</summary>
internal sealed record EngineBody(HttpContent? Content, string? RegistryAuth = null)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // Bytes with a known length and not a streaming content: one write, and nothing chunked for engines behind proxies.
    public static EngineBody From<T>(T value, JsonTypeInfo<T> type) =>
        new(new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type)) { Headers = { ContentType = Json } });

    /// <param name="tar">Sent as it is read; not disposed by the caller before the call ends.</param>
    public static EngineBody FromTar(Stream tar) =>
        new(new StreamContent(tar) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } });

    /// <returns>Null when there is no login to send.</returns>
    public static EngineBody? FromLogin(RegistryLogin? login) =>
        login is null ? null : new EngineBody(Content: null, login.ToHeader());
}
