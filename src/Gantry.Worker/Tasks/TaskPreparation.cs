using Gantry.Model.Faults;
using Gantry.Model.Services;
using Gantry.Model.Wire;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Mapping;
using Gantry.Worker.Docker.Wire;
using Microsoft.Extensions.Logging;

namespace Gantry.Worker.Tasks;

/// <summary>From an assigned task to a container that is made and not started. Safe to repeat: the name tells whether it was done.</summary>
internal sealed partial class TaskPreparation(NodeEngine node, ILogger log)
{
    /// <param name="progress">Told what it waits for, for people.</param>
    /// <exception cref="EngineException">It cannot be made; the message says why.</exception>
    public async Task<PreparedContainer> RunAsync(AssignedTask task, Action<string> progress, CancellationToken ct)
    {
        foreach (var attachment in task.Container.Networks)
            await node.Networks.EnsureAsync(attachment.Network, ct);
        foreach (var mount in task.Container.Mounts.Where(m => m is { Type: MountType.Volume, Source: not null }))
            await node.Volumes.EnsureAsync(mount.Source ?? "", ct);

        task = task with { Container = await TaskTemplates.FillAsync(task, node.Self, node.Engine, ct) };
        try
        {
            return await MakeAsync(task, progress, ct);
        }
        catch (EngineException gone) when (gone.IsNotFound && gone.Reason.Contains("No such image", StringComparison.Ordinal))
        {
            // Somebody removed the image between the look and the use. Once more, and this time it is pulled.
            return await MakeAsync(task, progress, ct);
        }
    }

    private async Task<PreparedContainer> MakeAsync(AssignedTask task, Action<string> progress, CancellationToken ct)
    {
        var image = await node.Images.EnsureAsync(task.Image, task.Container, progress, ct);
        Failpoint.Pass("worker.before-create");
        var turn = await node.Turns.TakeAsync(ct);
        try
        {
            var (id, warnings) = await CreateAsync(task, image, ct);
            return new PreparedContainer(id, IdentityOf(task.Image, image), warnings, turn);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private async Task<(string Id, IReadOnlyList<string> Warnings)> CreateAsync(AssignedTask task, ImageDetails image, CancellationToken ct)
    {
        var body = ContainerBody.For(task, node.ClusterId, NameOrId(task, image), Resolvers(task));
        string id;
        IReadOnlyList<string> warnings = [];
        try
        {
            var created = await node.Engine.Containers.CreateAsync(task.ContainerName, body, platform: null, ct);
            (id, warnings) = (created.Id, created.Warnings);
            foreach (var warning in warnings)
                LogWarned(task.ContainerName, warning);
        }
        catch (EngineException taken) when (taken.IsConflict)
        {
            id = await AdoptAsync(task, taken, ct);
        }

        // Engines before API 1.44 take one network at creation; the others join before the start, so that the process
        // finds them all there.
        foreach (var attachment in task.Container.Networks.Skip(1))
            await ConnectAsync(id, attachment, ct);
        return (id, warnings);
    }

    // The create call was carried out and its answer lost: the name is taken by our own container.
    private async Task<string> AdoptAsync(AssignedTask task, EngineException taken, CancellationToken ct)
    {
        var existing = await node.Engine.Containers.InspectAsync(task.ContainerName, ct);
        var labels = existing.Config.Labels ?? new Dictionary<string, string>();
        var isOurs = labels.GetValueOrDefault(OwnLabels.Cluster) == node.ClusterId && OwnLabels.TaskOf(labels) == task.Id;
        return isOurs ? existing.Id : throw taken;
    }

    private async Task ConnectAsync(string container, NetworkAttachment attachment, CancellationToken ct)
    {
        try
        {
            await node.Engine.Networks.ConnectAsync(attachment.Network, container, ContainerBody.FurtherEndpoint(attachment), ct);
        }
        catch (EngineException joined) when (joined.Failure == EngineFailure.Refused && joined.Reason.Contains("already exists in network", StringComparison.Ordinal))
        {
            // Done before a crash.
        }
    }

    private List<string> Resolvers(AssignedTask task) =>
        [.. task.Container.Networks.Select(n => node.Networks.GatewayOf(n.Network)).OfType<System.Net.IPAddress>().Take(1).Select(a => $"{a}")];

    // A pinned id names no tag, and lists of containers would show a bare hash. The name is used while it still means that image.
    private static string NameOrId(AssignedTask task, ImageDetails image) =>
        image.RepoTags.Contains(ImageReference.Familiar(task.Container.Image)) ? task.Container.Image : task.Image;

    private static string IdentityOf(string reference, ImageDetails image)
    {
        var name = ImageReference.NameOf(reference);
        return image.RepoDigests.FirstOrDefault(d => ImageReference.NameOf(d) == name) ?? image.Id;
    }

    // What the engine took and will not do: a limit that this kernel does not know, for example.
    [LoggerMessage(LogLevel.Warning, "The engine made {Container} with a warning: {Warning}")]
    private partial void LogWarned(string container, string warning);
}
