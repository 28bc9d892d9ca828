using Gantry.Manager.Api.Views;
using Gantry.Manager.Planning.Explaining;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Api.Watch;

/// <summary>The lists of the API, each with what changes it.</summary>
internal static class Feeds
{
    public static Feed<StackItem> Stacks() => new(
        state => state.Stacks.Select(s => StackView.Of(state, s)),
        item => item.Name,
        (state, name) => state.FindStack(name) is { } stack ? StackView.Of(state, stack) : null,
        (_, change) => change switch
        {
            Change.Of<Stack> stack => [stack.Latest.Name],
            Change.Of<Service> service => [service.Latest.Stack],
            Change.Of<ServiceTask> task => [task.Latest.Stack],
            Change.Of<Deployment> deployment => [deployment.Latest.Stack],
            _ => [],
        },
        ApiJson.Default.ListedStackItem,
        ApiJson.Default.ChangeItemStackItem);

    /// <param name="stack">Null: all.</param>
    public static Feed<ServiceItem> Services(string? stack) => new(
        state => (stack is null ? state.Services.OrderBy(s => s.FullName, StringComparer.Ordinal) : state.ServicesOf(stack)).Select(s => ServiceView.Of(state, s)),
        item => item.Id.ToString(),
        (state, id) => state.Find(ServiceId.Parse(id)) is { } service ? ServiceView.Of(state, service) : null,
        (state, change) => change switch
        {
            Change.Of<Service> { Latest: var service } when Is(service.Stack, stack) => [service.Id.ToString()],
            Change.Of<ServiceTask> { Latest: var task } when Is(task.Stack, stack) => [task.ServiceId.ToString()],
            Change.Of<Deployment> { Latest: var deployment } when Is(deployment.Stack, stack) =>
                state.ServicesOf(deployment.Stack).Where(s => deployment.Service is null || s.Name == deployment.Service).Select(s => s.Id.ToString()),
            _ => [],
        },
        ApiJson.Default.ListedServiceItem,
        ApiJson.Default.ChangeItemServiceItem);

    public static Feed<TaskItem> Tasks(TaskFilter filter) => new(
        state => filter.In(state).Select(t => TaskView.Of(state, t)),
        item => item.Id.ToString(),
        (state, id) => state.Find(TaskId.Parse(id)) is { } task && filter.Shows(state, task) ? TaskView.Of(state, task) : null,
        (state, change) => change is Change.Of<ServiceTask> { Latest: var task } && filter.Concerns(task) ? filter.Affected(state, task) : [],
        ApiJson.Default.ListedTaskItem,
        ApiJson.Default.ChangeItemTaskItem);

    /// <param name="current">The node that answers.</param>
    public static Feed<NodeItem> Nodes(Func<NodeId?> current, NodeUsages usages) => new(
        state => state.Nodes.OrderBy(n => n.Name, StringComparer.Ordinal).Select(n => NodeView.Of(state, n, current(), usages)),
        item => item.Id.ToString(),
        (state, id) => state.Find(NodeId.Parse(id)) is { } node ? NodeView.Of(state, node, current(), usages) : null,
        (_, change) => change switch
        {
            Change.Of<Node> { Latest: var node } => [node.Id.ToString()],
            Change.Of<ServiceTask> { Old.HoldsResources: var held, New: var task } when task?.NodeId is { } node && held != task.HoldsResources => [node.ToString()],
            Change.Of<ServiceTask> { Old: { NodeId: { } node, HoldsResources: true }, New: null } => [node.ToString()],
            _ => [],
        },
        ApiJson.Default.ListedNodeItem,
        ApiJson.Default.ChangeItemNodeItem);

    /// <param name="node">The node that is to be left.</param>
    public static Feed<LeavingTask> Leaving(NodeId node) => new(
        state => NodeLeaving.Of(state, node),
        item => item.Id.ToString(),
        (state, id) => NodeLeaving.Find(state, node, TaskId.Parse(id)),
        (state, change) => change switch
        {
            // Why a task stays can lie in any other of its service.
            Change.Of<ServiceTask> { Latest: var task } => state.TasksOf(task.ServiceId).Select(t => t.Id).Append(task.Id).Distinct().Select(id => id.ToString()),
            Change.Of<Node> { Latest.Id: var changed } when changed == node => NodeLeaving.Of(state, node).Select(t => t.Id.ToString()),
            _ => [],
        },
        ApiJson.Default.ListedLeavingTask,
        ApiJson.Default.ChangeItemLeavingTask);

    /// <param name="stack">Null: all.</param>
    /// <param name="only">One deployment alone; null: all.</param>
    public static Feed<Deployment> Deployments(string? stack, DeploymentId? only = null) => new(
        state => (stack is null ? state.Deployments : state.DeploymentsOf(stack)).OrderByDescending(d => d.CreatedAt).ThenBy(d => d.Id),
        item => item.Id.ToString(),
        (state, id) => state.Find(DeploymentId.Parse(id)),
        (_, change) => change is Change.Of<Deployment> { Latest: var deployment } && Is(deployment.Stack, stack) && (only is null || only == deployment.Id)
            ? [deployment.Id.ToString()]
            : [],
        ApiJson.Default.ListedDeployment,
        ApiJson.Default.ChangeItemDeployment);

    public static Feed<ImageItem> Images() => new(
        ResourceViews.Images,
        ImageId,
        (state, id) => ResourceViews.Images(state).FirstOrDefault(i => ImageId(i) == id),
        (state, change) => change is Change.Of<Service> or Change.Of<ServiceRevision> ? ImagesBefore(change).Concat(ResourceViews.Images(state).Select(ImageId)) : [],
        ApiJson.Default.ListedImageItem,
        ApiJson.Default.ChangeItemImageItem);

    public static Feed<VolumeItem> Volumes() => new(
        ResourceViews.Volumes,
        item => item.Name,
        (state, name) => ResourceViews.Volumes(state).FirstOrDefault(v => v.Name == name),
        (_, change) => change switch
        {
            Change.Of<Model.Volumes.Volume> { Latest: var volume } => [volume.Name],
            Change.Of<Service> service => MountedBy(service.Old).Union(MountedBy(service.New)),
            Change.Of<Node> node when !ReferenceEquals(node.Old?.MadeVolumes, node.New?.MadeVolumes) =>
                (node.Old?.MadeVolumes ?? []).Concat(node.New?.MadeVolumes ?? []).Select(v => v.Name).Distinct(),
            _ => [],
        },
        ApiJson.Default.ListedVolumeItem,
        ApiJson.Default.ChangeItemVolumeItem);

    public static Feed<NetworkItem> Networks() => new(
        ResourceViews.Networks,
        item => item.Name,
        (state, name) => ResourceViews.Networks(state).FirstOrDefault(n => n.Name == name),
        (_, change) => change switch
        {
            Change.Of<Model.Networks.Network> { Latest: var network } => [network.Name],
            Change.Of<Node> node when !ReferenceEquals(node.Old?.MadeNetworks, node.New?.MadeNetworks) =>
                (node.Old?.MadeNetworks ?? []).Concat(node.New?.MadeNetworks ?? []).Select(n => n.Name).Distinct(),
            _ => [],
        },
        ApiJson.Default.ListedNetworkItem,
        ApiJson.Default.ChangeItemNetworkItem);

    public static Feed<RegistryItem> Registries() => new(
        ResourceViews.Registries,
        item => item.Host,
        (state, host) => ResourceViews.Registries(state).FirstOrDefault(r => r.Host == host),
        (_, change) => change is Change.Of<Model.Registries.Registry> { Latest: var registry } ? [registry.Host] : [],
        ApiJson.Default.ListedRegistryItem,
        ApiJson.Default.ChangeItemRegistryItem);

    public static Feed<JoinTokenItem> JoinTokens(TimeProvider time) => new(
        state => state.JoinTokens.OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Select(t => JoinTokenView.Of(t, time.GetUtcNow())),
        item => item.Id.ToString(),
        (state, id) => state.Find(JoinTokenId.Parse(id)) is { } token ? JoinTokenView.Of(token, time.GetUtcNow()) : null,
        (_, change) => change is Change.Of<JoinToken> { Latest: var token } ? [token.Id.ToString()] : [],
        ApiJson.Default.ListedJoinTokenItem,
        ApiJson.Default.ChangeItemJoinTokenItem);

    private static bool Is(string value, string? wanted) => wanted is null || value == wanted;

    private static string ImageId(ImageItem image) => image.Identity is null ? image.Reference : $"{image.Reference} {image.Identity}";

    private static IEnumerable<string> ImagesBefore(Change change) =>
        change is Change.Of<Service> { Old: { } old } ? [old.Spec.Container.Image] : [];

    private static IEnumerable<string> MountedBy(Service? service) =>
        service is null ? [] : service.Spec.Container.Mounts.Where(m => m.Type == MountType.Volume).Select(m => m.Source ?? "");
}
