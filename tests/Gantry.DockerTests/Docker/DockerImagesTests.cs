using System.Net;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;

namespace Gantry.DockerTests.Docker;

public sealed class DockerImagesTests(LocalEngine local) : IAsyncDisposable
{
    private readonly EngineScope _scope = local.NewScope();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DockerImages Images => local.Engine.Images;

    [Fact]
    public async Task An_imported_image_runs()
    {
        var repository = _scope.Name("image");
        await using (var tar = await BusyboxTar.CreateAsync(Ct))
            await Images.ImportAsync(tar, repository, "v1", ["CMD [\"echo\", \"hello\"]", "ENV COLOR=blue"], Ct);

        try
        {
            var image = await Images.InspectAsync($"{repository}:v1", Ct);
            var id = await _scope.RunAsync("run", _scope.Shell("") with { Image = $"{repository}:v1", Cmd = null }, Ct);
            await local.Engine.Containers.WaitAsync(id, Ct);

            Assert.Equal("hello\n", await local.Engine.Containers.LogsAsync(id, new LogsQuery(), Ct).TextAsync(Ct));
            Assert.Equal([$"{repository}:v1"], image.RepoTags);
            Assert.Empty(image.RepoDigests);
            Assert.Contains("COLOR=blue", image.Config?.Env ?? []);
            Assert.Equal("linux", image.Os);

            var used = await Assert.ThrowsAsync<EngineException>(() => Images.RemoveAsync($"{repository}:v1", force: false, Ct));
            Assert.True(used.IsConflict, used.Message);
            await local.Engine.Containers.RemoveAsync(id, force: true, volumes: true, Ct);
        }
        finally
        {
            await Images.RemoveAsync($"{repository}:v1", force: true, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_tag_is_listed_and_removed_alone()
    {
        var repository = _scope.Name("tag");

        await Images.TagAsync(LocalEngine.Busybox, repository, "v2", Ct);
        var tagged = await Images.ListAsync(EngineFilter.None.And("reference", $"{repository}:v2"), Ct);
        await Images.RemoveAsync($"{repository}:v2", force: false, Ct);

        Assert.Contains($"{repository}:v2", Assert.Single(tagged).RepoTags);
        Assert.Empty(await Images.ListAsync(EngineFilter.None.And("reference", $"{repository}:v2"), Ct));
        Assert.NotEmpty((await Images.InspectAsync(LocalEngine.Busybox, Ct)).Id);
    }

    [Fact]
    public async Task A_missing_image_is_not_found_with_its_name()
    {
        var e = await Assert.ThrowsAsync<EngineException>(() => Images.InspectAsync("no-such/image:v9", Ct));

        Assert.Equal(HttpStatusCode.NotFound, e.Status);
        Assert.Equal("inspect image", e.Call.Operation);
        Assert.Equal("no-such/image:v9", e.Call.Target);
        Assert.Contains("No such image: no-such/image:v9", e.Message);
    }

    [Fact]
    public async Task A_pull_from_a_registry_that_is_not_there_says_why()
    {
        var e = await Assert.ThrowsAsync<EngineException>(() => PullAsync("127.0.0.1:1/team/app:v1", login: null));

        Assert.Equal(EngineFailure.Refused, e.Failure);
        Assert.Contains("pull image '127.0.0.1:1/team/app:v1'", e.Message);
        Assert.Contains("connection refused", e.Message);
    }

    [Fact]
    public async Task A_name_that_no_image_can_have_is_refused()
    {
        var e = await Assert.ThrowsAsync<EngineException>(() => PullAsync("Not//A:Name", login: null));

        Assert.Equal(HttpStatusCode.BadRequest, e.Status);
        Assert.Contains("invalid reference format", e.Reason);
    }

    [Fact]
    public async Task A_login_at_a_registry_that_is_not_there_is_refused_without_telling_the_password()
    {
        var login = new RegistryLogin("127.0.0.1:1", "anna", "hunter2");

        var e = await Assert.ThrowsAsync<EngineException>(() => local.Engine.CheckLoginAsync(login, Ct));

        Assert.Equal(EngineFailure.Refused, e.Failure);
        Assert.DoesNotContain("hunter2", e.ToString());
        Assert.DoesNotContain("hunter2", login.ToString());
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    private async Task PullAsync(string image, RegistryLogin? login)
    {
        await foreach (var _ in Images.PullAsync(image, platform: null, login, Ct))
        {
        }
    }
}
