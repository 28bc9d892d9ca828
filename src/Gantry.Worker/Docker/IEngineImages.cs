using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker;

/// <summary>Calls about images. <c>image</c> is a reference (name, name:tag, name@digest) or an image id.</summary>
internal interface IEngineImages
{
    Task<ImageDetails> InspectAsync(string image, CancellationToken ct);

    Task<IReadOnlyList<ImageSummary>> ListAsync(EngineFilter filter, CancellationToken ct);

    /// <summary>Pulls one image and tells how far it is. The image is here when the sequence ends without an exception.</summary>
    /// <param name="login">Null pulls as nobody.</param>
    /// <exception cref="EngineException">
    /// The registry refused, does not know the image or cannot be reached; or nothing was heard for the idle deadline.
    /// </exception>
    IAsyncEnumerable<PullProgress> PullAsync(string image, string? platform, RegistryLogin? login, CancellationToken ct);

    /// <summary>Asks the registry of a name what its tag means there at this moment; nothing is pulled.</summary>
    /// <param name="login">Null asks as nobody.</param>
    /// <exception cref="EngineException">
    /// The registry refused, does not know the image or cannot be reached. The status is no guide: registries differ.
    /// </exception>
    Task<RegistryImage> InspectInRegistryAsync(string image, RegistryLogin? login, CancellationToken ct);

    /// <exception cref="EngineException">409 a container uses it.</exception>
    Task RemoveAsync(string image, bool force, CancellationToken ct);
}
