using Gantry.Model.Tasks;

namespace Gantry.Worker.Tasks;

/// <param name="ImageIdentity">Digest, or image id where the image came from no registry.</param>
/// <param name="Warnings">What the engine took and will not do, in its words; nothing where the container was there already.</param>
/// <param name="Turn">In which it was made, and may be started.</param>
internal sealed record PreparedContainer(string Id, string ImageIdentity, IReadOnlyList<string> Warnings, IDisposable Turn)
{
    public ObservedTask SeenBy(ObservedTask task) =>
        task with { ContainerId = Id, ImageIdentity = ImageIdentity, EngineWarnings = Warnings };
}
