using Gantry.Model.Services;
using Gantry.Model.Tasks;
using Gantry.Worker.Docker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Worker.Docker;

public sealed class ImageCollectionTests : IAsyncDisposable
{
    private readonly WorkerNode _worker = new();
    private readonly ImageCollection _collection;
    private double _diskUsed;

    public ImageCollectionTests() => _collection = new ImageCollection(
        _worker.Engine, _worker.Pulled, _ => _diskUsed, _worker.Time, NullLogger<ImageCollection>.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_goes_a_day_after_the_last_that_needed_it()
    {
        await RunAndRemoveAsync("sim:v1");
        _collection.Keep(["sim:v1"]);
        _worker.Time.Advance(TimeSpan.FromDays(3));
        await _collection.CollectAsync(Ct);
        _collection.Keep([]);

        _worker.Time.Advance(TimeSpan.FromHours(23));
        await _collection.CollectAsync(Ct);
        Assert.Equal(["sim:v1"], await ImagesAsync());
        _worker.Time.Advance(TimeSpan.FromHours(1));
        await _collection.CollectAsync(Ct);

        Assert.Empty(await ImagesAsync());
        Assert.Empty(_worker.Pulled.All);
    }

    [Fact]
    public async Task Before_the_manager_has_said_what_to_keep_nothing_goes()
    {
        await RunAndRemoveAsync("sim:v1");
        _worker.Time.Advance(TimeSpan.FromDays(3));
        _diskUsed = 0.99;

        await _collection.CollectAsync(Ct);

        Assert.Equal(["sim:v1"], await ImagesAsync());
    }

    [Fact]
    public async Task An_image_that_was_here_before_stays_though_a_task_pulled_it_again()
    {
        _worker.Engine.AddLocalImage("sim:v1");
        await RunAndRemoveAsync("sim:v1", PullPolicy.Always);
        _collection.Keep([]);
        _diskUsed = 0.99;

        await _collection.CollectAsync(Ct);

        Assert.Equal(["sim:v1"], await ImagesAsync());
        Assert.Empty(_worker.Pulled.All);
    }

    [Fact]
    public async Task A_full_disk_loses_unused_images_only_until_it_is_not_full_any_more()
    {
        await RunAndRemoveAsync("sim:v1");
        _worker.Time.Advance(TimeSpan.FromMinutes(1));
        await RunAndRemoveAsync("sim:v2");
        _collection.Keep([]);
        _diskUsed = 0.9;
        _worker.Engine.Gate.Fault = call =>
        {
            if (call.Operation == "remove image")
                _diskUsed = 0.5;
            return null;
        };

        await _collection.CollectAsync(Ct);

        Assert.Equal(["sim:v2"], await ImagesAsync());
    }

    [Fact]
    public async Task A_deploy_that_names_an_image_while_it_is_collected_keeps_it()
    {
        await RunAndRemoveAsync("sim:v1");
        _collection.Keep([]);
        _diskUsed = 0.9;
        _worker.Engine.Gate.Fault = call =>
        {
            if (call.Operation == "list containers")
                _collection.Keep(["sim:v1"]);
            return null;
        };

        await _collection.CollectAsync(Ct);

        Assert.Equal(["sim:v1"], await ImagesAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _collection.Dispose();
        await _worker.DisposeAsync();
    }

    private async Task RunAndRemoveAsync(string image, PullPolicy policy = PullPolicy.Missing)
    {
        var task = _worker.NewTask(image, spec: new ContainerSpec(image) { PullPolicy = policy });
        var runner = _worker.Run(task);
        await _worker.ReachesAsync(task, TaskState.Running);
        runner.Want(task with { Desired = DesiredState.Remove });
        await WorkerNode.UntilAsync(() => runner.IsFinished);
    }

    private async Task<List<string>> ImagesAsync() =>
        [.. (await _worker.Engine.Images.ListAsync(EngineFilter.None, Ct)).SelectMany(i => i.RepoTags)];
}
