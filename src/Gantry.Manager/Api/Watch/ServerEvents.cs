using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Manager.State;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Watch;

/// <summary>Writes server-sent events.</summary>
internal sealed class ServerEvents(HttpResponse response)
{
    public void Begin()
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // Proxies that gather answers would hold the stream back.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    public Task SendListAsync<T>(Revision at, T list, JsonTypeInfo<T> type, CancellationToken ct) => SendAsync("list", at, list, type, ct);

    /// <summary>The last one carries the revision: a client that was cut before it comes back to all of them.</summary>
    public async Task SendChangesAsync<T>(Revision at, IReadOnlyList<T> changes, JsonTypeInfo<T> type, CancellationToken ct)
    {
        for (var i = 0; i < changes.Count; i++)
            await SendAsync("change", i == changes.Count - 1 ? at : null, changes[i], type, ct);
    }

    /// <summary>Shows that the line is alive, and how far the client has come though nothing concerned it.</summary>
    public async Task KeepAliveAsync(Revision at, CancellationToken ct)
    {
        await response.WriteAsync($": alive\nid: {at}\n\n", ct);
        await FlushAsync(ct);
    }

    public Task FlushAsync(CancellationToken ct) => response.Body.FlushAsync(ct);

    private async Task SendAsync<T>(string name, Revision? upTo, T data, JsonTypeInfo<T> type, CancellationToken ct)
    {
        await response.WriteAsync(upTo is { } id ? $"event: {name}\nid: {id}\ndata: " : $"event: {name}\ndata: ", ct);
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(data, type), ct);
        await response.WriteAsync("\n\n", ct);
    }
}
