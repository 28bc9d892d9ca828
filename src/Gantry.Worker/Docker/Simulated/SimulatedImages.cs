using System.Runtime.CompilerServices;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

internal sealed class SimulatedImages(SimulatedState state) : IEngineImages
{
    private const long Bytes = 40_000_000;
    private const int Steps = 4;

    /// <summary>The image id that a reference has, the same in every run.</summary>
    public static string IdOf(string reference) => "sha256:" + SimulatedState.Digest(WithTag(reference));

    public static string WithTag(string reference) =>
        reference.Contains('@') || reference.LastIndexOf(':') > reference.LastIndexOf('/') ? reference : reference + ":latest";

    public async Task<ImageDetails> InspectAsync(string image, CancellationToken ct)
    {
        var call = new EngineCall("inspect image", image);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var reference = Find(call, image);
            return new ImageDetails
            {
                Id = IdOf(reference),
                RepoTags = [reference],
                RepoDigests = DigestsOf(reference),
                Size = Bytes,
                Os = "linux",
                Architecture = "amd64",
                Config = new ContainerConfig(),
            };
        }
    }

    public async Task<IReadOnlyList<ImageSummary>> ListAsync(EngineFilter filter, CancellationToken ct)
    {
        var call = new EngineCall("list images");
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            return
            [
                .. state.LocalImages.Keys.Where(r => Matches(call, filter, r)).Select(r => new ImageSummary
                {
                    Id = IdOf(r),
                    RepoTags = [r],
                    RepoDigests = DigestsOf(r),
                    Size = Bytes,
                }),
            ];
        }
    }

    public async IAsyncEnumerable<PullProgress> PullAsync(
        string image, string? platform, RegistryLogin? login, [EnumeratorCancellation] CancellationToken ct)
    {
        var call = new EngineCall("pull image", image);
        await state.Gate.EnterAsync(call, ct, state.Gate.Deadlines.PullSilence);
        var reference = WithTag(image);
        var remote = Remote(call, reference);
        yield return new PullProgress { Status = $"Pulling from {reference}" };

        for (var step = 1; step <= Steps && remote.PullDuration > TimeSpan.Zero; step++)
        {
            await state.Gate.DuringAsync(
                call, token => Task.Delay(remote.PullDuration / Steps, state.Time, token), ct);
            yield return new PullProgress
            {
                Layer = SimulatedState.Digest(reference)[..12],
                Status = "Downloading",
                Bytes = new ProgressBytes(Bytes * step / Steps, Bytes),
            };
        }

        lock (state.Lock)
        {
            state.LocalImages[reference] = remote;
            state.Events.Tell("image", "pull", reference, new Dictionary<string, string> { ["name"] = reference });
        }

        yield return new PullProgress { Status = $"Status: Downloaded newer image for {reference}" };
    }

    public async Task RemoveAsync(string image, bool force, CancellationToken ct)
    {
        var call = new EngineCall("remove image", image);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var reference = Find(call, image);
            if (!force && state.Containers.Find(c => WithTag(c.Body.Image ?? "") == reference) is { } user)
            {
                throw SimulatedAnswers.Conflict(call, $"conflict: unable to remove repository reference \"{image}\" "
                    + $"(must force) - container {user.Id[..12]} is using its referenced image");
            }

            state.LocalImages.Remove(reference);
            state.Events.Tell("image", "delete", IdOf(reference), new Dictionary<string, string> { ["name"] = reference });
        }
    }

    private static bool Matches(EngineCall call, EngineFilter filter, string reference) => filter.Terms.All(term => term.Key switch
    {
        "reference" => term.Value.Contains(reference),
        _ => throw SimulatedAnswers.BadRequest(call, $"Invalid filter '{term.Key}'"),
    });

    private SimulatedImage Remote(EngineCall call, string reference)
    {
        lock (state.Lock)
        {
            var remote = state.RemoteImages.GetValueOrDefault(reference) ?? SimulatedImage.FromReference(reference)
                ?? throw SimulatedAnswers.NotFound(call, $"pull access denied for {reference.Split(':')[0]}, repository does "
                    + "not exist or may require 'docker login': denied: requested access to the resource is denied");
            return remote.PullError is { } error ? throw SimulatedAnswers.NotFound(call, error) : remote;
        }
    }

    // What was put there locally no registry knows.
    private IReadOnlyList<string> DigestsOf(string reference) =>
        state.RemoteImages.ContainsKey(reference) || SimulatedImage.FromReference(reference) is not null
            ? [$"{reference.Split('@')[0].Split(':')[0]}@{IdOf(reference)}"]
            : [];

    private string Find(EngineCall call, string image) =>
        state.LocalImages.Keys.FirstOrDefault(r => r == WithTag(image) || IdOf(r) == image)
        ?? throw SimulatedAnswers.NotFound(call, $"No such image: {image}");
}
