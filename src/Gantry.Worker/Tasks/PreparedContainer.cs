namespace Gantry.Worker.Tasks;

/// <param name="ImageIdentity">Digest, or image id where the image came from no registry.</param>
/// <param name="Turn">In which it was made, and may be started.</param>
internal sealed record PreparedContainer(string Id, string ImageIdentity, IDisposable Turn);
