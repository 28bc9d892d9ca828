using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Ids;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Api;

/// <summary>Everything that a person may ask for.</summary>
internal sealed record ControlCommands(
    DeployStack DeployStack,
    RemoveStack RemoveStack,
    StopStack StopStack,
    ScaleService ScaleService,
    UpdateService UpdateService,
    RestartService RestartService,
    RemoveService RemoveService,
    UpdateNode UpdateNode,
    DeclareNodeLost DeclareNodeLost,
    RemoveNode RemoveNode,
    UpdateCluster UpdateCluster,
    RotateCa RotateCa,
    Rebalance Rebalance,
    AdmitNode AdmitNode,
    JoinTokens JoinTokens,
    LoginRegistry LoginRegistry,
    RemoveRegistry RemoveRegistry)
{
    /// <param name="readCompose">Reads the compose files of a bundle for the stack of this name.</param>
    /// <param name="managers">Where workers find managers, <c>https://host:port</c>.</param>
    /// <param name="reserved">Ports that this server listens on.</param>
    public static ControlCommands For(
        StateStore store,
        IdSource ids,
        TimeProvider time,
        SecretSealing secrets,
        WorkerStreams streams,
        NodeSigning signing,
        Func<IReadOnlyList<string>> managers,
        Func<string, Bundle, ComposeOutcome> readCompose,
        IReadOnlyList<ReservedPort> reserved)
    {
        var run = new ChangeRun(store, ids, time);
        var logins = new KeptLogins(secrets, time);
        return new ControlCommands(
            new DeployStack(run, new StackChecks(reserved), secrets, logins, new ImageLookup(store, secrets, streams, time), readCompose),
            new RemoveStack(run),
            new StopStack(run),
            new ScaleService(run),
            new UpdateService(run, logins),
            new RestartService(run),
            new RemoveService(run),
            new UpdateNode(store, time),
            new DeclareNodeLost(store, time),
            new RemoveNode(store, time),
            new UpdateCluster(store, time),
            new RotateCa(store, signing, time),
            new Rebalance(store, time),
            new AdmitNode(store, ids, signing, managers, time),
            new JoinTokens(store, ids, signing, time),
            new LoginRegistry(store, secrets, streams, time),
            new RemoveRegistry(store, time));
    }
}
