using System.Text.Json;
using Gantry.Model.Api;

namespace Gantry.Worker.Session;

/// <summary>What each running task uses now: one JSON text a line, then the end.</summary>
internal sealed class UsageStream(TaskUsageSampler usage, string node)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public async Task RunAsync(Stream stream, CancellationToken ct)
    {
        foreach (var task in usage.Read(node))
        {
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(task, ApiJson.Default.TaskUsage), ct);
            await stream.WriteAsync(NewLine, ct);
        }

        await stream.FlushAsync(ct);
    }
}
