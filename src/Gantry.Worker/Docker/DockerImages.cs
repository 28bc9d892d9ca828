using System.Runtime.CompilerServices;
using Gantry.Model.Services;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

internal sealed class DockerImages(EngineHttp http) : IEngineImages
{
    public Task<ImageDetails> InspectAsync(string image, CancellationToken ct) => http.AskAsync(
        new EngineCall("inspect image", image), HttpMethod.Get, EnginePath.Of("images", image, "json"), body: null,
        DockerJson.Default.ImageDetails, ct);

    public async Task<IReadOnlyList<ImageSummary>> ListAsync(EngineFilter filter, CancellationToken ct) =>
        await http.AskAsync(
            new EngineCall("list images"), HttpMethod.Get,
            EnginePath.Of("images", "json").With("filters", filter.ToQuery()), body: null,
            DockerJson.Default.ImageSummaries, ct);

    public async IAsyncEnumerable<PullProgress> PullAsync(
        string image, string? platform, RegistryLogin? login, [EnumeratorCancellation] CancellationToken ct)
    {
        var call = new EngineCall("pull image", image);
        var path = EnginePath.Of("images", "create").With("fromImage", ImageReference.WithTag(image)).With("platform", platform);
        await using var stream = await http.OpenAsync(
            call, HttpMethod.Post, path, EngineBody.FromLogin(login), http.Deadlines.PullSilence,
            http.Deadlines.PullSilence, ct);
        await foreach (var progress in ReadAsync(stream, call, ct))
            yield return progress;
    }

    public Task<RegistryImage> InspectInRegistryAsync(string image, RegistryLogin? login, CancellationToken ct) => http.AskAsync(
        new EngineCall("ask the registry for image", image), HttpMethod.Get,
        EnginePath.Of("distribution", ImageReference.WithTag(image), "json"), EngineBody.FromLogin(login), DockerJson.Default.RegistryImage, ct);

    public Task RemoveAsync(string image, bool force, CancellationToken ct) => http.SendAsync(
        new EngineCall("remove image", image), HttpMethod.Delete,
        EnginePath.Of("images", image).With("force", force), body: null, ct);

    public Task TagAsync(string image, string repository, string tag, CancellationToken ct) => http.SendAsync(
        new EngineCall("tag image", image), HttpMethod.Post,
        EnginePath.Of("images", image, "tag").With("repo", repository).With("tag", tag), body: null, ct);

    /// <summary>Makes an image with one layer from a tar of its files.</summary>
    /// <param name="changes">Dockerfile lines such as <c>CMD ["sh"]</c>.</param>
    public async Task ImportAsync(
        Stream tar, string repository, string tag, IReadOnlyList<string> changes, CancellationToken ct)
    {
        var call = new EngineCall("import image", $"{repository}:{tag}");
        var path = EnginePath.Of("images", "create").With("fromSrc", "-").With("repo", repository).With("tag", tag);
        foreach (var change in changes)
            path = path.With("changes", change);
        await using var stream = await http.OpenAsync(
            call, HttpMethod.Post, path, EngineBody.FromTar(tar), http.Deadlines.PullSilence, http.Deadlines.PullSilence, ct);
        await foreach (var _ in ReadAsync(stream, call, ct))
        {
            // Only errors matter, and those are thrown.
        }
    }

    // The status was sent before the work began, so an error comes as a line among the others.
    private async IAsyncEnumerable<PullProgress> ReadAsync(
        EngineStream stream, EngineCall call, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var progress in http.ReadValuesAsync(stream, call, DockerJson.Default.PullProgress, ct))
        {
            yield return progress.Error is { } error
                ? throw EngineException.Refused(status: null, call, error)
                : progress;
        }
    }
}
