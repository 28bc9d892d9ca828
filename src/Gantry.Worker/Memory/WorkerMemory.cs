using Gantry.Worker.Networking;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Memory;

/// <summary>What a worker remembers across its own restart, in its data folder.</summary>
internal sealed class WorkerMemory(string folder, TimeProvider time, ILogger<WorkerMemory> log) : BackgroundService
{
    private readonly MemoryFile<RememberedRoutes> _routes =
        new(Path.Combine(folder, "routes.json"), MemoryJson.Default.RememberedRoutes, time, log);

    private readonly MemoryFile<IReadOnlyList<PulledImage>> _images =
        new(Path.Combine(folder, "images.json"), MemoryJson.Default.IReadOnlyListPulledImage, time, log);

    /// <summary>Null when nothing is remembered.</summary>
    public KnownRoutes? Routes() => _routes.Load(remembered => remembered.ToKnown());

    public IReadOnlyList<PulledImage> Images() => _images.Load(images => images) ?? [];

    public void Remember(KnownRoutes known) => _routes.Put(RememberedRoutes.From(known));

    public void Remember(IReadOnlyList<PulledImage> images) => _images.Put(images);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _routes.FlushAsync();
        await _images.FlushAsync();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_routes.RunAsync(stoppingToken), _images.RunAsync(stoppingToken));
}
