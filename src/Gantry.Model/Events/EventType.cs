using System.Diagnostics;
using Gantry.Model.Deployments;
using Gantry.Model.Tasks;

namespace Gantry.Model.Events;

/// <summary>What events are of: noun and verb. docs/event-types.md lists them; a test compares.</summary>
public static class EventType
{
    public const string CaRotated = "ca.rotated";
    public const string CaRotating = "ca.rotating";
    public const string ClusterUnsettled = "cluster.unsettled";
    public const string ClusterUpdated = "cluster.updated";
    public const string ClusterMassSilence = "cluster.mass_silence";
    public const string ClusterSilenceOver = "cluster.silence_over";
    public const string NodeDown = "node.down";
    public const string NodeEngineDown = "node.engine_down";
    public const string NodeJoined = "node.joined";
    public const string NodeReady = "node.ready";
    public const string NodeRefused = "node.refused";
    public const string NodeRemoved = "node.removed";
    public const string NodeSuspected = "node.suspected";
    public const string NodeUpdated = "node.updated";
    public const string RegistryLogin = "registry.login";
    public const string RegistryRemoved = "registry.removed";
    public const string JoinTokenCreated = "join_token.created";
    public const string JoinTokenRevoked = "join_token.revoked";
    public const string ServiceCreated = "service.created";
    public const string ServicePortHeld = "service.port_held";
    public const string ServicePortReleased = "service.port_released";
    public const string ServiceRemoving = "service.removing";
    public const string ServiceRestarted = "service.restarted";
    public const string ServiceScaled = "service.scaled";
    public const string ServiceUpdateHalted = "service.update_halted";
    public const string ServiceUpdated = "service.updated";
    public const string StackDeployed = "stack.deployed";
    public const string StackRemoved = "stack.removed";
    public const string StackRemoving = "stack.removing";
    public const string StackStarting = "stack.starting";
    public const string StackStopping = "stack.stopping";
    public const string TaskEngineWarned = "task.engine_warned";
    public const string TaskInService = "task.in_service";
    public const string TaskLost = "task.lost";
    public const string TaskMoved = "task.moved";
    public const string TaskMoving = "task.moving";
    public const string TaskStays = "task.stays";
    public const string TaskUnhealthy = "task.unhealthy";

    /// <param name="state">Not running any more.</param>
    public static string Ended(DeploymentState state) => state is DeploymentState.Running or DeploymentState.Unrecognized
        ? throw new UnreachableException($"No deployment ends as {state}.")
        : $"deployment.{state.ToString().ToLowerInvariant()}";

    /// <param name="state">Terminal.</param>
    public static string Ended(TaskState state) =>
        state.IsTerminal() ? $"task.{state.Word()}" : throw new UnreachableException($"No task ends as {state}.");
}
