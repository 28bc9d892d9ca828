using System.IO.Pipelines;
using System.Threading.Channels;
using Gantry.Manager.Control;
using Gantry.Model.Ids;
using Gantry.Model.Wire;
using Gantry.Tests.Testing;
using StoreNouns = Gantry.Tests.Manager.State.Nouns;

namespace Gantry.Tests.Manager.Control;

/// <summary>Registries that take their time, and workers that are away.</summary>
public sealed class ImageLookupTests
{
    private readonly ManualTime _time = new();
    private readonly Channel<StreamRequest> _asked = Channel.CreateUnbounded<StreamRequest>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_deploy_waits_for_registries_longer_than_half_a_minute()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.Store.UpdateAsync(tx => tx.Put(new StoreNouns().Node("n1")), Ct);

        // More than are asked at once: the last have not had their turn.
        var finding = Silent(rig).FindAsync(["a", "b", "c", "d", "e", "f"], [], Ct);
        for (var asked = 0; asked < 4; asked++)
            await _asked.Reader.ReadAsync(Ct);
        Assert.False(_asked.Reader.TryRead(out _));
        _time.Advance(TimeSpan.FromSeconds(30));

        var found = await finding;
        Assert.Empty(found.Digests);
        Assert.Equal(["a", "b", "c", "d", "e", "f"], found.Warnings.Select(w => w.Split(' ')[1]));
        Assert.All(found.Warnings, w => Assert.EndsWith("There was no answer within 30 s.", w, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_asked_and_left_ends_it()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.Store.UpdateAsync(tx => tx.Put(new StoreNouns().Node("n1")), Ct);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var finding = Silent(rig).FindAsync(["a"], [], leaving.Token);
        await _asked.Reader.ReadAsync(Ct);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => finding);
    }

    [Fact]
    public async Task Without_a_node_there_is_nobody_to_ask()
    {
        await using var rig = await ChangeRig.OpenAsync();

        var finding = Silent(rig).FindAsync(["a"], [], Ct);
        _time.Advance(TimeSpan.FromSeconds(5));

        var found = await finding;
        Assert.EndsWith("No node is ready to ask it. 'gantry node ls' shows why.", Assert.Single(found.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_was_just_started_waits_for_its_node()
    {
        await using var rig = await ChangeRig.OpenAsync();
        var finding = Silent(rig).FindAsync(["a"], [], Ct);

        await rig.Store.UpdateAsync(tx => tx.Put(new StoreNouns().Node("n1")), Ct);

        Assert.Equal("a", (await _asked.Reader.ReadAsync(Ct)).Image);
        _time.Advance(TimeSpan.FromSeconds(30));
        await finding;
    }

    // A worker that opens the stream and says nothing.
    private ImageLookup Silent(ChangeRig rig) => new(
        rig.Store,
        new SecretSealing(b => b, b => b),
        new WorkerStreams(
            async (_, request, ct) =>
            {
                await _asked.Writer.WriteAsync(request, ct);
                return new Pipe().Reader.AsStream();
            },
            IdSource.Seeded(5)),
        _time);
}
