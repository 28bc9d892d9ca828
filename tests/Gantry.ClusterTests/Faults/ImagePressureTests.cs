using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Model.Services;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Usage;
using Gantry.Worker.Docker.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.ClusterTests.Faults;

/// <summary>Image collection on an engine whose disk really is full.</summary>
public sealed class ImagePressureTests
{
    private const int Mebibyte = 1024 * 1024;

    [Fact]
    public async Task A_full_disk_is_relieved_of_images_that_nobody_needs_and_of_no_others()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var registry = await LocalRegistry.StartAsync(ct);
        await using var disk = await SmallDisk.MountAsync(64, ct);
        await using var engine = await OwnEngine.StartAsync(ct, dataRoot: disk.Folder);
        var pulled = new PulledImages([], _ => { });
        var images = new NodeImages(
            engine.Engine, (_, _) => Task.FromResult<RegistryLogin?>(registry.Login), pulled, TimeProvider.System, NullLogger<NodeImages>.Instance);
        using var collection = new ImageCollection(
            engine.Engine, pulled, DiskUsage.UsedShare, TimeProvider.System, NullLogger<ImageCollection>.Instance);
        foreach (var name in (string[])["running", "named", "unused"])
        {
            await registry.PushAsync($"team/{name}", "v1", ct, ballastBytes: 6 * Mebibyte);
            await images.EnsureAsync(Image(registry, name), new ContainerSpec(name), _ => { }, ct);
        }

        await engine.Engine.Containers.CreateAsync("uses-it", new CreateContainer { Image = Image(registry, "running"), HostConfig = new() { NetworkMode = "none" } }, platform: null, ct);
        collection.Keep([Image(registry, "named")]);

        await collection.CollectAsync(ct);
        Assert.Equal(["named", "running", "unused"], await PresentAsync(engine, registry, ct));

        disk.Fill(leaving: 0.1);
        await collection.CollectAsync(ct);
        Assert.Equal(["named", "running"], await PresentAsync(engine, registry, ct));
        Assert.NotNull(await images.FindAsync(LocalEngine.Busybox, ct));
    }

    private static string Image(LocalRegistry registry, string name) => $"{registry.Host}/team/{name}:v1";

    private static async Task<IReadOnlyList<string>> PresentAsync(OwnEngine engine, LocalRegistry registry, CancellationToken ct) =>
    [
        .. (await engine.Engine.Images.ListAsync(EngineFilter.None, ct)).SelectMany(i => i.RepoTags)
            .Where(t => t.StartsWith(registry.Host, StringComparison.Ordinal))
            .Select(t => t.Split('/')[^1].Split(':')[0]).Order(StringComparer.Ordinal),
    ];
}
