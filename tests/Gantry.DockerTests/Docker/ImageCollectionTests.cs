using Gantry.DockerTests.Testing;
using Gantry.Model.Services;
using Gantry.Worker.Docker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.DockerTests.Docker;

public sealed class ImageCollectionTests(LocalEngine local)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pulled_image_goes_when_nothing_needs_it_and_one_that_was_here_before_stays()
    {
        await using var registry = await LocalRegistry.StartAsync(Ct);
        await registry.PushAsync("team/app", "v1", Ct);
        var image = $"{registry.Host}/team/app:v1";
        await using var worker = new RealWorker(local.Engine, (_, _) => Task.FromResult<RegistryLogin?>(registry.Login));
        using var collection = new ImageCollection(
            local.Engine, worker.Pulled, _ => 0.99, TimeProvider.System, NullLogger<ImageCollection>.Instance);
        var task = worker.NewTask(RealWorker.Shell("sleep 1000") with { Image = image });
        await worker.RunAsync(task, Ct);
        Assert.NotEmpty(worker.Pulled.All);

        collection.Keep([]);
        await collection.CollectAsync(Ct);
        Assert.NotNull(await worker.Node.Images.FindAsync(image, Ct));

        await local.Engine.Containers.RemoveAsync(task.ContainerName, force: true, volumes: true, Ct);
        collection.Keep([image]);
        await collection.CollectAsync(Ct);
        Assert.NotNull(await worker.Node.Images.FindAsync(image, Ct));

        collection.Keep([]);
        await collection.CollectAsync(Ct);
        Assert.Null(await worker.Node.Images.FindAsync(image, Ct));
        Assert.NotNull(await worker.Node.Images.FindAsync(LocalEngine.Busybox, Ct));
    }

    [Fact]
    public async Task An_image_that_somebody_tagged_meanwhile_stays()
    {
        await using var registry = await LocalRegistry.StartAsync(Ct);
        await registry.PushAsync("team/app", "v2", Ct);
        var image = $"{registry.Host}/team/app:v2";
        await using var worker = new RealWorker(local.Engine, (_, _) => Task.FromResult<RegistryLogin?>(registry.Login));
        using var collection = new ImageCollection(
            local.Engine, worker.Pulled, _ => 0.99, TimeProvider.System, NullLogger<ImageCollection>.Instance);
        await worker.Node.Images.EnsureAsync(image, new ContainerSpec(image), _ => { }, Ct);
        var theirs = $"gt-{registry.Host.Split(':')[1]}";
        await local.Engine.Images.TagAsync(image, theirs, "mine", Ct);
        try
        {
            collection.Keep([]);
            await collection.CollectAsync(Ct);

            Assert.NotNull(await worker.Node.Images.FindAsync($"{theirs}:mine", Ct));
        }
        finally
        {
            await local.Engine.Images.RemoveAsync($"{theirs}:mine", force: true, CancellationToken.None);
            await local.Engine.Images.RemoveAsync(image, force: true, CancellationToken.None);
        }
    }
}
