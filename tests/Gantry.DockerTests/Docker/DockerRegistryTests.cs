using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

public sealed class DockerRegistryTests(LocalEngine local)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DockerImages Images => local.Engine.Images;

    [Fact]
    public async Task An_image_is_pulled_with_a_login_and_keeps_the_registry_s_digest()
    {
        await using var registry = await LocalRegistry.StartAsync(Ct);
        var digest = await registry.PushAsync("team/app", "v1", Ct);
        var image = $"{registry.Host}/team/app:v1";

        var progress = await PullAsync(image, registry.Login);
        try
        {
            Assert.Equal([$"{registry.Host}/team/app@{digest}"], (await Images.InspectAsync(image, Ct)).RepoDigests);
            Assert.Contains(progress, p => p.Layer is not null && p.Status == "Pull complete");
            Assert.Contains(progress, p => p.Bytes?.Total > 100_000);
            await PullAsync($"{registry.Host}/team/app@{digest}", registry.Login);
        }
        finally
        {
            await Images.RemoveAsync(image, force: true, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_tag_that_the_registry_does_not_have_is_told_in_its_words()
    {
        await using var registry = await LocalRegistry.StartAsync(Ct);
        await registry.PushAsync("team/app", "v1", Ct);

        var e = await Assert.ThrowsAsync<EngineException>(() => PullAsync($"{registry.Host}/team/app:v2", registry.Login));

        Assert.Equal(EngineFailure.Refused, e.Failure);
        Assert.True(e.IsNotFound, e.Message);
        Assert.Contains("manifest unknown", e.Message);
        Assert.Contains($"pull image '{registry.Host}/team/app:v2'", e.Message);
    }

    [Fact]
    public async Task A_wrong_password_and_a_missing_login_are_refused()
    {
        await using var registry = await LocalRegistry.StartAsync(Ct);
        await registry.PushAsync("team/app", "v1", Ct);
        var wrong = registry.Login with { Password = "guess" };

        var pull = await Assert.ThrowsAsync<EngineException>(() => PullAsync($"{registry.Host}/team/app:v1", wrong));
        var nobody = await Assert.ThrowsAsync<EngineException>(() => PullAsync($"{registry.Host}/team/app:v1", login: null));
        var asked = await Assert.ThrowsAsync<EngineException>(() => Images.InspectInRegistryAsync($"{registry.Host}/team/app:v1", wrong, Ct));
        var login = await Assert.ThrowsAsync<EngineException>(() => local.Engine.CheckLoginAsync(wrong, Ct));
        await local.Engine.CheckLoginAsync(registry.Login, Ct);

        Assert.Contains("unauthorized", pull.Message);
        Assert.Contains("no basic auth credentials", nobody.Message);
        Assert.Contains("unauthorized", asked.Message);
        Assert.Contains("401 Unauthorized", login.Message);
        Assert.DoesNotContain("guess", pull.ToString() + asked + login);
    }

    private async Task<List<PullProgress>> PullAsync(string image, RegistryLogin? login)
    {
        var seen = new List<PullProgress>();
        await foreach (var progress in Images.PullAsync(image, platform: null, login, Ct))
            seen.Add(progress);
        return seen;
    }
}
