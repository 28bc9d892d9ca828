using Gantry.Model.Events;
using Gantry.Model.Wire;
using Gantry.Worker.Session.Https;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.WorkerLink;

/// <summary>The cluster's CA is replaced while nodes work: who is let in by which one, and when the one before is over.</summary>
public sealed class CaRotationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_trusts_the_CA_before_alone_and_whoever_trusts_the_next_alone_verifies_the_manager()
    {
        await using var rig = await LinkRig.StartAsync();
        var before = rig.Authority.CertificatePem;
        var node = await rig.JoinedAsync();
        var old = rig.Connect(node.Certificate, before);
        await using (await old.ListenAsync("/v1/link/authority", Ct))
        {
            await rig.RotateAsync();
        }

        var next = rig.Authority.Keys.Issuing.ExportCertificatePem();
        foreach (var trusted in new[] { before, next, $"{before}\n{next}", $"{next}\n{before}" })
        {
            await using var shown = await rig.Connect(node.Certificate, trusted).ListenAsync("/v1/link/authority", Ct);
            Assert.Equal(rig.Authority.CertificatePem, await new StreamReader(shown).ReadToEndAsync(Ct));
        }
    }

    [Fact]
    public async Task A_node_hears_of_the_next_CA_in_its_session_and_goes_on_in_it_with_a_certificate_of_that()
    {
        await using var rig = await LinkRig.StartAsync();
        var folder = rig.NewFolder();
        var node = await rig.JoinedAsync(folder: folder);
        using var link = rig.LinkOf(node, folder);
        using var renewal = new CertificateRenewal(link, TimeProvider.System, NullLogger<CertificateRenewal>.Instance);
        await renewal.StartAsync(Ct);
        await link.HelloAsync(JoinTests.Hello(node), Ct);
        await using var assignments = link.ReceiveAsync(node.Id, Ct).GetAsyncEnumerator(Ct);
        Assert.True(await assignments.MoveNextAsync());

        await rig.RotateAsync();
        var next = rig.Authority.Fingerprint;
        await BeatUntilAsync(link, node, () => link.Credentials.IsOfNewest && link.Credentials.Fingerprints.StartsWith(next, StringComparison.Ordinal));
        await BeatUntilAsync(link, node, () => rig.Store.Current.Settings.CaRotation is null);

        Assert.Equal(next, rig.Store.Current.Find(node.Id)!.Authority);
        Assert.Equal(next, rig.Authority.Fingerprints);
        Assert.Equal(1, rig.Asked.Count(path => path.EndsWith("/hello", StringComparison.Ordinal)));
        Assert.Contains("every node has followed", Assert.Single(await rig.EventsAsync(EventType.CaRotated)), StringComparison.Ordinal);
        await renewal.StopAsync(Ct);
        var kept = folder.Read()!;
        Assert.True(kept.IsOfNewest);
        Assert.True(folder.HasKnown(node.Fingerprints));
    }

    [Fact]
    public async Task The_end_waits_for_a_node_that_is_away_and_takes_it_in_when_it_comes_back()
    {
        await using var rig = await LinkRig.StartAsync();
        var (folder, away) = (rig.NewFolder(), rig.NewFolder());
        var (here, gone) = (await rig.JoinedAsync("here", folder), await rig.JoinedAsync("gone", away));
        using var link = rig.LinkOf(here, folder);
        await link.HelloAsync(JoinTests.Hello(here), Ct);
        await rig.RotateAsync();

        await link.RenewAsync(Ct);
        await link.HeartbeatAsync(here.Id, new Heartbeat(1, 1), Ct);
        Assert.Equal(rig.Authority.Fingerprint, rig.Store.Current.Find(here.Id)!.Authority);
        Assert.NotNull(rig.Store.Current.Settings.CaRotation);

        using var back = rig.LinkOf(gone, away);
        await back.HelloAsync(JoinTests.Hello(gone), Ct);
        Assert.False(back.Credentials.IsOfNewest);
        await back.HeartbeatAsync(gone.Id, new Heartbeat(1, 1), Ct);
        await back.WhenBehind().WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await back.RenewAsync(Ct);
        await back.HeartbeatAsync(gone.Id, new Heartbeat(1, 1), Ct);
        await rig.WhenAsync(state => state.Settings.CaRotation is null);
    }

    [Fact]
    public async Task A_certificate_of_the_CA_before_is_good_until_the_end_and_refused_after_it_on_connections_that_are_open_too()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        await rig.RotateAsync();
        var open = rig.Connect(node.Certificate);
        await open.TellAsync($"/v1/link/{node.Id}/hello", JoinTests.Hello(node), null, Ct);

        await rig.RotateAsync(finish: true);

        var refused = await Assert.ThrowsAsync<LinkException>(() => open.TellAsync($"/v1/link/{node.Id}/hello", JoinTests.Hello(node), null, Ct));
        Assert.True(refused.IsRefused);
        Assert.Contains("is of a CA that was replaced since", refused.Message, StringComparison.Ordinal);
        Assert.Contains("its CA was replaced since", (await rig.ShutOutAsync(node.Id, node.Certificate)).Message, StringComparison.Ordinal);
        Assert.Contains("web did not follow", Assert.Single(await rig.EventsAsync(EventType.CaRotated)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_that_knows_the_CA_before_alone_is_told_what_to_do_after_the_end()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        await rig.RotateAsync();
        await rig.RotateAsync(finish: true);

        var failed = await Assert.ThrowsAsync<LinkException>(() => rig.LinkOf(node).HelloAsync(JoinTests.Hello(node), Ct));

        Assert.True(failed.IsRefused, failed.Message);
        Assert.Contains("Join again with a new token", failed.Message, StringComparison.Ordinal);

        await rig.RotateAsync();
        await rig.RotateAsync(finish: true);
        failed = await Assert.ThrowsAsync<LinkException>(() => rig.LinkOf(node).HelloAsync(JoinTests.Hello(node), Ct));
        Assert.Contains("of a CA that this node does not know", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_missed_the_rotation_joins_again_with_a_new_token_and_is_the_same()
    {
        await using var rig = await LinkRig.StartAsync();
        var folder = rig.NewFolder();
        var before = await rig.JoinedAsync(folder: folder);
        await rig.RotateAsync();
        await rig.RotateAsync(finish: true);
        var token = await rig.TokenAsync();

        Assert.False(folder.HasKnown(token.Authority));
        Assert.Equal(before.ClusterId, await new Joining(folder, TimeProvider.System).ClusterAsync(rig.Manager, token, Ct));
        var after = await new Joining(folder, TimeProvider.System).JoinAsync(rig.Manager, token, "web", "192.0.2.7", Ct);

        Assert.Equal(before.Id, after.Id);
        await rig.LinkOf(after).HelloAsync(JoinTests.Hello(after), Ct);
    }

    [Fact]
    public async Task Tokens_of_before_work_until_the_end_and_those_made_meanwhile_name_the_next_CA()
    {
        await using var rig = await LinkRig.StartAsync();
        var (one, other) = (await rig.TokenAsync(), await rig.TokenAsync());
        await rig.JoinedAsync("holds-it-open");
        await rig.RotateAsync();
        var meanwhile = await rig.TokenAsync();

        var joined = await new Joining(rig.NewFolder(), TimeProvider.System).JoinAsync(rig.Manager, one, "one", "192.0.2.1", Ct);
        await new Joining(rig.NewFolder(), TimeProvider.System).JoinAsync(rig.Manager, meanwhile, "two", "192.0.2.2", Ct);

        Assert.Equal((rig.Authority.Fingerprint, true), (meanwhile.Authority, joined.IsOfNewest));
        await rig.RotateAsync(finish: true);
        Assert.Contains("its CA was replaced since the token was made", (await rig.RefusedAsync(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_with_the_certificate_of_before_that_comes_late_does_not_take_a_node_back()
    {
        await using var rig = await LinkRig.StartAsync();
        var folder = rig.NewFolder();
        var node = await rig.JoinedAsync(folder: folder);
        await rig.JoinedAsync("holds-it-open");
        await rig.RotateAsync();
        using var link = rig.LinkOf(node, folder);
        await link.RenewAsync(Ct);
        await link.HelloAsync(JoinTests.Hello(node), Ct);

        await rig.Connect(node.Certificate).TellAsync($"/v1/link/{node.Id}/hello", JoinTests.Hello(node), null, Ct);

        Assert.Equal(rig.Authority.Fingerprint, rig.Store.Current.Find(node.Id)!.Authority);
    }

    [Fact]
    public async Task Assignments_and_commands_that_are_open_go_on_when_the_certificate_is_renewed()
    {
        await using var rig = await LinkRig.StartAsync();
        var folder = rig.NewFolder();
        var node = await rig.JoinedAsync(folder: folder);
        using var link = rig.LinkOf(node, folder);
        await link.HelloAsync(JoinTests.Hello(node), Ct);
        await using var assignments = link.ReceiveAsync(node.Id, Ct).GetAsyncEnumerator(Ct);
        Assert.True(await assignments.MoveNextAsync());

        await link.RenewAsync(Ct);
        var asked = rig.Sessions.OpenAsync(node.Id, new StreamRequest("aaaaaaaaaaaaaaaa", StreamKind.Usage), Ct);
        Assert.True(await assignments.MoveNextAsync());
        await using var worker = await link.OpenStreamAsync(node.Id, assignments.Current.Stream!.Id, Ct);
        await using var manager = await asked;
        await link.RenewAsync(Ct);

        await worker.WriteAsync("still"u8.ToArray(), Ct);
        await worker.FlushAsync(Ct);
        var heard = new byte[5];
        await manager.ReadExactlyAsync(heard, Ct);
        Assert.Equal("still"u8.ToArray(), heard);
    }

    [Fact]
    public async Task Removing_the_last_node_that_is_missing_ends_the_rotation()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        await rig.RotateAsync();

        await rig.Store.UpdateAsync(tx => tx.Remove(node.Id), Ct);

        await rig.WhenAsync(state => state.Settings.CaRotation is null);
    }

    [Fact]
    public async Task A_rotation_that_is_under_way_is_not_begun_again_and_one_that_is_over_can_be_repeated()
    {
        await using var rig = await LinkRig.StartAsync();
        await rig.JoinedAsync();
        await rig.RotateAsync();
        var first = rig.Authority.Fingerprint;
        await rig.RotateAsync();
        Assert.Equal(first, rig.Authority.Fingerprint);

        await rig.RotateAsync(finish: true);
        await rig.RotateAsync();

        Assert.NotEqual(first, rig.Authority.Fingerprint);
        Assert.Equal($"{rig.Authority.Fingerprint},{first}", rig.Authority.Fingerprints);
    }

    [Fact]
    public async Task A_nodes_certificate_is_good_for_as_long_as_the_cluster_says_and_is_renewed_after_two_thirds()
    {
        await using var rig = await LinkRig.StartAsync();
        await rig.Store.UpdateAsync(tx => tx.Put(tx.State.Settings with { ChosenNodeCertificateLife = TimeSpan.FromHours(1) }), Ct);

        var node = await rig.JoinedAsync();

        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(now + TimeSpan.FromMinutes(60), new DateTimeOffset(node.Certificate.NotAfter), TimeSpan.FromMinutes(1));
        Assert.Equal(now + TimeSpan.FromMinutes(40), node.RenewAt, TimeSpan.FromMinutes(1));
    }

    private static async Task BeatUntilAsync(HttpsLink link, NodeCredentials node, Func<bool> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        late.CancelAfter(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            await link.HeartbeatAsync(node.Id, new Heartbeat(1, 1), Ct);
            await timer.WaitForNextTickAsync(late.Token);
        }
    }
}
