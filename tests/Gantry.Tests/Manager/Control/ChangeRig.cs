using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Api;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Tests.Manager.Planning;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.Control;

/// <summary>A store with changes made on it one after the other, without reconcilers in between.</summary>
internal sealed class ChangeRig(StateStore store) : IAsyncDisposable
{
    private readonly IdSource _ids = IdSource.Seeded(7);

    public Snapshot State => store.Current;

    public StateStore Store => store;

    public static async Task<ChangeRig> OpenAsync() =>
        new(await StateStore.OpenAsync(new MemoryBackend(), IdSource.Seeded(1), TimeProvider.System, NullLogger<StateStore>.Instance, TestContext.Current.CancellationToken));

    public static DeployStack Deployer(params ReservedPort[] reserved)
    {
        var secrets = new SecretSealing(b => b, b => b);
        return new DeployStack(
            null!, new StackChecks(reserved), secrets, new KeptLogins(secrets, TimeProvider.System), null!, (_, _) => new ComposeOutcome.Invalid([]));
    }

    public async Task<ChangeOutcome> DeployAsync(StackSpec spec, StackCondition? condition = null, params ReservedPort[] reserved) =>
        await ApplyAsync(context => Deployer(reserved).Apply(context, new PreparedDeploy(spec, [], [], Prune: true, condition ?? StackCondition.None)));

    /// <param name="found">What registries said: a digest by the image's name.</param>
    public async Task<ChangeOutcome> DeployAsync(
        StackSpec spec, ImageResolution resolve, IReadOnlyDictionary<string, string>? found = null, bool prune = true)
    {
        var request = new PreparedDeploy(spec, [], [], prune, StackCondition.None)
        {
            ResolveImage = resolve,
            Images = found is null ? ImageFindings.None : new ImageFindings(found, []),
        };
        return await ApplyAsync(context => Deployer().Apply(context, request));
    }

    public async Task AddNodeAsync(string name, NodeFacts facts) => await store.UpdateAsync(
        tx => tx.Put(new Node(_ids.NextNode(), name, NodeState.Ready, NodeAvailability.Active, "192.0.2.1", facts, State.Nodes.Count(), StillCluster.Now)),
        TestContext.Current.CancellationToken);

    /// <summary>As a worker's report does it.</summary>
    public async Task PinAsync(string service, string image) => await store.UpdateAsync(
        tx => tx.Put(tx.State.FindRevision(Service(service).Id, Service(service).Revision)! with { PinnedImage = image }),
        TestContext.Current.CancellationToken);

    public async Task<ChangeOutcome> ApplyAsync(Func<ChangeContext, ChangeOutcome> apply)
    {
        var outcome = await store.UpdateAsync(tx => apply(new ChangeContext(tx, "ann", StillCluster.Now, _ids)), TestContext.Current.CancellationToken);
        await SettleAsync();
        return outcome;
    }

    public Service Service(string name) => State.FindService("shop", name)!;

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task SettleAsync()
    {
        var cluster = new StillCluster(store, _ids, new Random(1));
        await cluster.SettleAsync(TestContext.Current.CancellationToken);
    }
}
