using System.Collections.Concurrent;
using Gantry.Model.Json;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Tasks;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Session;

/// <summary>Opens the streams that the manager asks for. Each is owned here until it ends.</summary>
internal sealed partial class StreamAnswers(
    IManagerLink link, WorkerIdentity identity, NodeEngine node, NodeTasks tasks, TaskUsageSampler usage, TimeProvider time, ILogger<StreamAnswers> log)
{
    private const int LongestReason = 500;

    private readonly ConcurrentDictionary<string, Task> _open = new();

    public void Answer(StreamRequest request, CancellationToken ct) => _open[request.Id] = RunAsync(request, ct);

    private async Task RunAsync(StreamRequest request, CancellationToken ct)
    {
        try
        {
            await using var stream = await link.OpenStreamAsync(identity.Id, request.Id, ct);
            switch (request.Kind)
            {
                case StreamKind.Logs:
                    await new LogStream(node, tasks, time).RunAsync(request, stream, ct);
                    break;
                case StreamKind.Exec:
                    await new ExecStream(node, tasks).RunAsync(request, stream, ct);
                    break;
                case StreamKind.Usage:
                    await new UsageStream(usage, identity.Name).RunAsync(stream, ct);
                    break;
                case StreamKind.TryLogin:
                    await TryLoginAsync(request, stream, ct);
                    break;
                case StreamKind.ResolveImage:
                    await stream.WriteAsync(CompactJson.WriteBytes(await ResolveAsync(request, ct)), ct);
                    break;
                case StreamKind.Unrecognized:
                    break;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The session ends, and its streams with it.
        }
        catch (Exception failure)
        {
            // Loop boundary: a stream that breaks, most often since its reader left, concerns nobody else.
            LogBroken(request.Kind, failure.Message);
        }
        finally
        {
            _open.TryRemove(request.Id, out _);
        }
    }

    private async Task TryLoginAsync(StreamRequest request, Stream stream, CancellationToken ct)
    {
        var problem = "";
        try
        {
            if (LoginOf(request) is { } login)
                await node.Engine.CheckLoginAsync(login, ct);
        }
        catch (EngineException refused)
        {
            problem = refused.Message;
        }

        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(problem + "\n"), ct);
    }

    private async Task<ResolvedImage> ResolveAsync(StreamRequest request, CancellationToken ct)
    {
        try
        {
            var found = await node.Engine.Images.InspectInRegistryAsync(request.Image ?? "", LoginOf(request), ct);
            return new ResolvedImage(found.Descriptor.Digest);
        }
        catch (EngineException refused)
        {
            // What stands before a registry may answer with a whole page.
            var reason = refused.Message;
            return new ResolvedImage(Digest: null, reason.Length <= LongestReason ? reason : reason[..LongestReason] + "…");
        }
    }

    private static RegistryLogin? LoginOf(StreamRequest request) =>
        request.Login is { } login ? RegistryLogin.Of(login) : null;

    [LoggerMessage(LogLevel.Warning, "A stream of {Kind} ended early: {Reason}")]
    private partial void LogBroken(StreamKind kind, string reason);
}
