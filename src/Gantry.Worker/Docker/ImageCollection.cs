using Gantry.Model.Services;
using Gantry.Worker.Docker.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Docker;

/// <summary>Removes images that this worker pulled and that nobody needs any more. Never one that was here before.</summary>
/// <param name="diskUsedShare">Of the disk that the engine keeps images on, 0 to 1; null when it cannot be told.</param>
internal sealed partial class ImageCollection(
    IEngine engine, PulledImages pulled, Func<string?, double?> diskUsedShare, TimeProvider time, ILogger<ImageCollection> log)
    : BackgroundService
{
    private const double FullShare = 0.85;

    // An image unused for a day can wait another minute, and a disk fills no faster.
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private volatile IReadOnlyList<string>? _keep;
    private string? _engineFolder;

    /// <summary>What services still name. Until it was told once, nothing is removed.</summary>
    public void Keep(IReadOnlyList<string> images) => _keep = images;

    /// <summary>One round. Called by the loop alone, and by tests.</summary>
    public async Task CollectAsync(CancellationToken ct)
    {
        if (_keep is not { } keep || pulled.All.Count == 0)
            return;

        _engineFolder ??= (await engine.InfoAsync(ct)).DockerRootDir;
        var images = await engine.Images.ListAsync(EngineFilter.None, ct);
        var containers = await engine.Containers.ListAsync(EngineFilter.None, all: true, ct);
        var plan = ImagePlan.For(pulled.All, images, containers, keep, IsDiskFull(), time.GetUtcNow());
        foreach (var id in plan.Gone)
            pulled.Forget(id);
        pulled.Use(plan.Used, time.GetUtcNow());
        var wasFull = IsDiskFull();
        foreach (var image in plan.ToRemove)
        {
            await RemoveAsync(image, ct);

            // Only as many as it takes; the others may be wanted again.
            if (wasFull && !IsDiskFull())
                return;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CollectAsync(stoppingToken);
            }
            catch (EngineException away)
            {
                LogLater(away.Message);
            }
        }
    }

    private bool IsDiskFull() => diskUsedShare(_engineFolder) > FullShare;

    private async Task RemoveAsync(ImageSummary image, CancellationToken ct)
    {
        // A deploy may have named it since the plan was made. Should one come within this call, its task pulls again.
        var kept = (_keep ?? []).Select(ImageReference.Familiar).ToHashSet();
        if (ImagePlan.IsKept(image, kept))
            return;
        try
        {
            // Never by force: the engine itself refuses what a container uses.
            foreach (var name in ImagePlan.NamesToRemove(image))
                await engine.Images.RemoveAsync(name, force: false, ct);
            pulled.Forget(image.Id);
            LogRemoved(string.Join(", ", image.RepoTags.Concat(image.RepoDigests)), image.Id);
        }
        catch (EngineException refused) when (refused.Failure == EngineFailure.Refused)
        {
            LogStays(image.Id, refused.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Removed image {Names} ({ImageId}): nobody needs it any more")]
    private partial void LogRemoved(string names, string imageId);

    [LoggerMessage(LogLevel.Debug, "Image {ImageId} stays: {Reason}")]
    private partial void LogStays(string imageId, string reason);

    [LoggerMessage(LogLevel.Debug, "Images are collected later: {Reason}")]
    private partial void LogLater(string reason);
}
