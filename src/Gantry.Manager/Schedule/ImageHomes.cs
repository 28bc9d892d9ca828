using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Schedule;

/// <summary>
/// Which nodes have an image, for breaking ties: those that ever made a container of it for a task that is still known. A
/// list told by the workers would also know of other services and of images that were removed, but would change the facts
/// of a node with every pull, and each change is a write and a round of deciding; being wrong here costs one pull.
/// </summary>
internal static class ImageHomes
{
    /// <param name="tasks">Of the service, those that have ended too.</param>
    /// <param name="revisionOf">Null when it is not known any more.</param>
    public static IReadOnlyList<NodeId> Of(ContainerSpec container, List<ServiceTask> tasks, Func<int, ContainerSpec?> revisionOf)
    {
        HashSet<NodeId>? homes = null;
        Dictionary<int, bool>? isSame = null;
        foreach (var task in tasks)
        {
            if (task.NodeId is not { } node || task.Observed.ContainerId is null || homes?.Contains(node) is true)
                continue;
            isSame ??= [];
            if (!isSame.TryGetValue(task.Revision, out var same))
                isSame[task.Revision] = same = revisionOf(task.Revision) is { } revision && IsSame(revision, container);
            if (same)
                (homes ??= []).Add(node);
        }

        return homes is null ? [] : [.. homes.Order()];
    }

    private static bool IsSame(ContainerSpec one, ContainerSpec other) =>
        one.Image == other.Image && one.ImageDigest == other.ImageDigest && one.BuiltImage == other.BuiltImage;
}
