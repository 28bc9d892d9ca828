using Gantry.Model.Services;
using Gantry.Worker.Docker;

namespace Gantry.DockerTests.Docker;

/// <summary>What both engines must do alike with images of a registry.</summary>
public abstract class EngineRegistryContract : IAsyncLifetime
{
    private readonly List<string> _pulled = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected abstract IEngine Engine { get; }

    /// <summary>For the registry of <see cref="Image"/>.</summary>
    private protected abstract RegistryLogin Login { get; }

    public abstract ValueTask InitializeAsync();

    /// <summary>Another image than ever before under this tag.</summary>
    private protected abstract Task PushAsync(string tag);

    /// <summary>As a compose file names it.</summary>
    private protected abstract string Image(string tag);

    [Fact]
    public async Task A_tag_means_the_digest_that_a_pull_of_it_gives_and_that_can_be_pulled_by()
    {
        await PushAsync("v1");

        var digest = await DigestAsync("v1");
        await PullAsync(Image("v1"));

        var pinned = ImageReference.WithDigest(Image("v1"), digest);
        Assert.Equal([pinned], (await Engine.Images.InspectAsync(Image("v1"), Ct)).RepoDigests);
        Assert.Equal([Image("v1")], (await Engine.Images.InspectAsync(pinned, Ct)).RepoTags);
        await PullAsync(pinned);
    }

    [Fact]
    public async Task A_tag_that_was_pushed_anew_means_another_image_while_the_one_here_keeps_its_name()
    {
        await PushAsync("v1");
        var before = await DigestAsync("v1");
        await PullAsync(Image("v1"));

        await PushAsync("v1");
        var after = await DigestAsync("v1");
        await PullAsync(ImageReference.WithDigest(Image("v1"), after));

        Assert.NotEqual(before, after);
        var old = await Engine.Images.InspectAsync(Image("v1"), Ct);
        var next = await Engine.Images.InspectAsync(ImageReference.WithDigest(Image("v1"), after), Ct);
        Assert.NotEqual(old.Id, next.Id);
        Assert.Equal([ImageReference.WithDigest(Image("v1"), before)], old.RepoDigests);
        Assert.Empty(next.RepoTags);
        Assert.Equal([ImageReference.WithDigest(Image("v1"), after)], next.RepoDigests);
    }

    [Fact]
    public async Task A_tag_that_the_registry_does_not_have_is_refused_by_its_name()
    {
        await PushAsync("v1");

        var e = await Assert.ThrowsAsync<EngineException>(() => DigestAsync("v2"));

        Assert.Equal(EngineFailure.Refused, e.Failure);
        Assert.Contains(Image("v2"), e.Message, StringComparison.Ordinal);
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var image in _pulled)
        {
            try
            {
                await Engine.Images.RemoveAsync(image, force: true, CancellationToken.None);
            }
            catch (EngineException gone) when (gone.IsNotFound)
            {
                // It went with another of its names.
            }
        }

        GC.SuppressFinalize(this);
    }

    private async Task<string> DigestAsync(string tag) => (await Engine.Images.InspectInRegistryAsync(Image(tag), Login, Ct)).Descriptor.Digest;

    private async Task PullAsync(string image)
    {
        _pulled.Add(image);
        await foreach (var _ in Engine.Images.PullAsync(image, platform: null, Login, Ct))
        {
        }
    }
}
