namespace Gantry.Worker.Tasks;

/// <param name="ImageIdentity">Digest, or image id where the image came from no registry.</param>
internal sealed record PreparedContainer(string Id, string ImageIdentity);
