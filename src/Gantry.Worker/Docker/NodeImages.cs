using Gantry.Model.Services;
using Gantry.Worker.Docker.Wire;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Docker;

/// <summary>The images of this node: one pull per image at a time, however many tasks wait for it.</summary>
/// <param name="loginFor">The cluster's login for a registry host; asked for each pull, kept nowhere.</param>
internal sealed partial class NodeImages(
    IEngine engine,
    Func<string, CancellationToken, Task<RegistryLogin?>> loginFor,
    PulledImages pulled,
    TimeProvider time,
    ILogger<NodeImages> log)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SharedPull> _pulls = [];

    /// <summary>The image as this node has it, pulled when the policy asks for it.</summary>
    /// <param name="container">Says when to pull.</param>
    /// <param name="progress">Told now and then how far a pull is, for people.</param>
    /// <exception cref="EngineException">It is not here and cannot be pulled.</exception>
    public async Task<ImageDetails> EnsureAsync(string image, ContainerSpec container, Action<string> progress, CancellationToken ct)
    {
        var (policy, isId) = (container.PullPolicy, ImageReference.IsId(image));
        var present = policy == PullPolicy.Always && !isId ? null : await FindAsync(image, ct);
        if (present is not null && !(container.PullAfter is { } age && !isId && IsOlder(image, present, age)))
            return present;
        if (isId)
        {
            throw EngineException.Refused(
                null, new EngineCall("use the image", image), "it was built on another machine's engine, and no registry knows it: push it to one and name it in the file, or deploy with --build where this node's engine is");
        }

        if (policy is PullPolicy.Never or PullPolicy.Build)
        {
            throw EngineException.Refused(
                null, new EngineCall("use the image", image), $"it is not on this node, and its pull policy is '{(policy is PullPolicy.Never ? "never" : "build")}'");
        }

        await PullSharedAsync(image, progress, ct);
        return await engine.Images.InspectAsync(image, ct);
    }

    /// <returns>Null when the node does not have it.</returns>
    public async Task<ImageDetails?> FindAsync(string image, CancellationToken ct)
    {
        try
        {
            return await engine.Images.InspectAsync(image, ct);
        }
        catch (EngineException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    // A digest means one image for ever: there is nothing newer to pull. source: docker/compose pkg/compose/pull.go, mustPull
    private bool IsOlder(string image, ImageDetails present, TimeSpan age)
    {
        var (tagged, pulledAt) = (present.Metadata?.LastTagTime, pulled.PulledAt(present.Id));
        var since = tagged > pulledAt || pulledAt is null ? tagged : pulledAt;
        return !ImageReference.HasDigest(image) && !(time.GetUtcNow() - since <= age);
    }

    private async Task PullSharedAsync(string image, Action<string> progress, CancellationToken ct)
    {
        SharedPull pull;
        lock (_lock)
        {
            if (!_pulls.TryGetValue(image, out var running) || running.IsAbandoned)
                _pulls[image] = running = new SharedPull(PullAsync);
            pull = running;
            pull.Join(image, progress);
        }

        try
        {
            await pull.Done.WaitAsync(ct);
        }
        finally
        {
            lock (_lock)
            {
                pull.Leave(progress);
                if ((pull.Done.IsCompleted || pull.IsAbandoned) && _pulls.GetValueOrDefault(image) == pull)
                {
                    _pulls.Remove(image);
                    pull.Dispose();
                }
            }
        }
    }

    private async Task PullAsync(string image, Action<string> progress, CancellationToken ct)
    {
        var layers = new PullSummary(image);
        progress(layers.Begun);
        var login = await loginFor(ImageReference.HostOf(image), ct);
        LogPulling(image);
        var before = await engine.Images.ListAsync(EngineFilter.None, ct);
        await foreach (var line in engine.Images.PullAsync(image, platform: null, login, ct))
        {
            if (layers.Add(line) is { } text)
                progress(text);
        }

        LogPulled(image);
        Remember(await engine.Images.InspectAsync(image, ct), before);
    }

    // Ours is what was not here before: neither the image nor its names. The rest belongs to whoever brought it.
    private void Remember(ImageDetails image, IReadOnlyList<ImageSummary> before)
    {
        if (before.Any(i => i.Id == image.Id) && !pulled.Has(image.Id))
            return;
        var foreign = before.SelectMany(i => i.RepoTags.Concat(i.RepoDigests)).Where(r => !pulled.HasReference(r)).ToHashSet();
        pulled.Add(image.Id, [.. image.RepoTags.Concat(image.RepoDigests).Where(r => !foreign.Contains(r))], time.GetUtcNow());
    }

    [LoggerMessage(LogLevel.Information, "Pulling {Image}")]
    private partial void LogPulling(string image);

    [LoggerMessage(LogLevel.Information, "Pulled {Image}")]
    private partial void LogPulled(string image);
}
