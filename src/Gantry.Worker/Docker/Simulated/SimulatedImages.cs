using System.Runtime.CompilerServices;
using Gantry.Model.Services;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

internal sealed class SimulatedImages(SimulatedState state) : IEngineImages
{
    private const long Bytes = 40_000_000;
    private const int Steps = 4;

    /// <summary>An image that is here, by any of its names, and its id, the same in every run. Under the state's lock.</summary>
    public static (string Reference, string Id, SimulatedImage Image) Find(SimulatedState state, EngineCall call, string image)
    {
        foreach (var (reference, found) in state.LocalImages)
        {
            var id = IdOf(reference, found);
            if (reference == ImageReference.WithTag(image) || id == image || DigestsOf(state, reference, found).Contains(image))
                return (reference, id, found);
        }

        throw SimulatedAnswers.NotFound(call, $"No such image: {image}");
    }

    public async Task<ImageDetails> InspectAsync(string image, CancellationToken ct)
    {
        var call = new EngineCall("inspect image", image);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var (reference, id, found) = Find(state, call, image);
            return new ImageDetails
            {
                Id = id,
                RepoTags = TagsOf(reference),
                RepoDigests = DigestsOf(state, reference, found),
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
                .. state.LocalImages.Where(l => Matches(call, filter, l.Key)).Select(l => new ImageSummary
                {
                    Id = IdOf(l.Key, l.Value),
                    RepoTags = TagsOf(l.Key),
                    RepoDigests = DigestsOf(state, l.Key, l.Value),
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
        var reference = ImageReference.WithTag(image);
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

    public async Task<RegistryImage> InspectInRegistryAsync(string image, RegistryLogin? login, CancellationToken ct)
    {
        var call = new EngineCall("ask the registry for image", image);
        await state.Gate.EnterAsync(call, ct);
        var reference = ImageReference.WithTag(image);
        return new RegistryImage { Descriptor = new RegistryDescriptor(IdOf(reference, Remote(call, reference))) };
    }

    public async Task RemoveAsync(string image, bool force, CancellationToken ct)
    {
        var call = new EngineCall("remove image", image);
        await state.Gate.EnterAsync(call, ct);
        lock (state.Lock)
        {
            var (reference, id, _) = Find(state, call, image);
            if (!force && state.Containers.Find(c => ImageReference.WithTag(c.Body.Image ?? "") == reference) is { } user)
            {
                throw SimulatedAnswers.Conflict(call, $"conflict: unable to remove repository reference \"{image}\" "
                    + $"(must force) - container {user.Id[..12]} is using its referenced image");
            }

            state.LocalImages.Remove(reference);
            state.Events.Tell("image", "delete", id, new Dictionary<string, string> { ["name"] = reference });
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
                ?? state.RemoteImages.Where(r => ImageReference.WithDigest(r.Key, IdOf(r.Key, r.Value)) == reference).Select(r => r.Value).FirstOrDefault()
                ?? throw SimulatedAnswers.NotFound(call, $"pull access denied for {ImageReference.NameOf(reference)}, repository does "
                    + "not exist or may require 'docker login': denied: requested access to the resource is denied");
            return remote.PullError is { } error ? throw SimulatedAnswers.NotFound(call, error) : remote;
        }
    }

    // What was pulled by its digest has no other name.
    private static string IdOf(string reference, SimulatedImage image) =>
        ImageReference.DigestOf(reference) ?? "sha256:" + SimulatedState.Digest(reference + image.Content);

    private static IReadOnlyList<string> TagsOf(string reference) => ImageReference.HasDigest(reference) ? [] : [reference];

    // What was put there locally no registry knows.
    private static IReadOnlyList<string> DigestsOf(SimulatedState state, string reference, SimulatedImage image) =>
        ImageReference.HasDigest(reference) || state.RemoteImages.ContainsKey(reference) || SimulatedImage.FromReference(reference) is not null
            ? [ImageReference.WithDigest(reference, IdOf(reference, image))]
            : [];
}
