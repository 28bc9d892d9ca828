using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Model.Events;
using Gantry.Model.Ids;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Tasks;
using Gantry.Model.Wire;
using Gantry.Tests.Testing;

namespace Gantry.Tests.WorkerLink;

/// <summary>What a node's certificate opens: that node's own link, as long as it is good, and nothing else.</summary>
public sealed class NodeCertificateTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_without_a_certificate_gets_assignments()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();

        Assert.Contains("connect with the certificate", (await rig.ShutOutAsync(node.Id, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_somebody_made_for_himself_is_refused()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest($"CN={node.Id}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        Assert.Contains("not one that this cluster gave", (await rig.ShutOutAsync(node.Id, made)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_cluster_is_refused()
    {
        await using var rig = await LinkRig.StartAsync();
        await using var other = await LinkRig.StartAsync();
        var (node, stranger) = (await rig.JoinedAsync(), await other.JoinedAsync());

        Assert.Contains("not one that this cluster gave", (await rig.ShutOutAsync(node.Id, stranger.Certificate)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_servers_own_certificate_is_no_nodes()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        using var server = rig.Authority.IssueServer([$"{node.Id}"], [], TimeProvider.System.GetUtcNow());

        Assert.Contains("not one that this cluster gave", (await rig.ShutOutAsync(node.Id, server)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_the_node_for_another_key_is_refused()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = LinkRig.WithKey(rig.Authority.IssueNode(new PublicKey(key), node.Id, ClusterSettings.DefaultNodeCertificateLife, TimeProvider.System.GetUtcNow()), key);

        Assert.Contains("another key", (await rig.ShutOutAsync(node.Id, issued)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_refused_and_the_clock_is_named()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var rig = await LinkRig.StartAsync(time);
        var node = await rig.JoinedAsync();

        time.Advance(ClusterSettings.DefaultNodeCertificateLife + TimeSpan.FromMinutes(1));

        Assert.Contains("look at the clock of both machines", (await rig.ShutOutAsync(node.Id, node.Certificate)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_was_removed_is_out_at_once()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        using var link = rig.LinkOf(node);
        await link.HelloAsync(JoinTests.Hello(node), Ct);
        await using var assignments = link.ReceiveAsync(node.Id, Ct).GetAsyncEnumerator(Ct);
        Assert.True(await assignments.MoveNextAsync());

        await rig.Store.UpdateAsync(tx => tx.Remove(node.Id), Ct);

        await Assert.ThrowsAsync<LinkException>(async () => await assignments.MoveNextAsync());
        Assert.Contains("was removed", (await rig.ShutOutAsync(node.Id, node.Certificate)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_asks_for_anothers_assignments_is_refused_and_put_on_record()
    {
        await using var rig = await LinkRig.StartAsync();
        var (one, other) = (await rig.JoinedAsync("one"), await rig.JoinedAsync("other"));

        await rig.ShutOutAsync(other.Id, one.Certificate);

        await WhenRecordedAsync(rig, $"the link of node {other.Id}");
    }

    [Theory]
    [InlineData("logins/registry.test")]
    [InlineData("streams/aaaaaaaaaaaaaaaa")]
    public async Task A_node_gets_nothing_that_is_meant_for_another(string path)
    {
        await using var rig = await LinkRig.StartAsync();
        var (one, other) = (await rig.JoinedAsync("one"), await rig.JoinedAsync("other"));

        var refused = await Assert.ThrowsAsync<LinkException>(() => path.StartsWith("streams", StringComparison.Ordinal)
            ? rig.Connect(one.Certificate).OpenAsync($"/v1/link/{other.Id}/{path}", Ct)
            : rig.Connect(one.Certificate).ListenAsync($"/v1/link/{other.Id}/{path}", Ct));

        Assert.True(refused.IsRefused, refused.Message);
    }

    [Fact]
    public async Task A_node_that_speaks_for_another_is_refused_and_put_on_record()
    {
        await using var rig = await LinkRig.StartAsync();
        var (one, other) = (await rig.JoinedAsync("one"), await rig.JoinedAsync("other"));

        var refused = await Assert.ThrowsAsync<LinkException>(() =>
            rig.Connect(one.Certificate).TellAsync($"/v1/link/{one.Id}/hello", JoinTests.Hello(other), null, Ct));

        Assert.True(refused.IsRefused);
        await WhenRecordedAsync(rig, $"speaks for node {other.Id}");
        Assert.All(rig.Store.Current.Nodes, n => Assert.Equal(NodeState.Unknown, n.State));
    }

    [Fact]
    public async Task A_node_that_reports_anothers_task_is_refused_and_put_on_record()
    {
        await using var rig = await LinkRig.StartAsync();
        var (one, other) = (await rig.JoinedAsync("one"), await rig.JoinedAsync("other"));
        var now = TimeProvider.System.GetUtcNow();
        var task = new ServiceTask(
            IdSource.Seeded(5).NextTask(), new ServiceId(default), "shop", "web", 1, 1, other.Id, DesiredState.Running, new ObservedTask(TaskState.Assigned, now), now);
        await rig.Store.UpdateAsync(tx => tx.Put(task), Ct);

        var report = new StatusReport(one.Id, 1, [new TaskReport(task.Id, new ObservedTask(TaskState.Failed, now))]);
        var refused = await Assert.ThrowsAsync<LinkException>(() => rig.Connect(one.Certificate).TellAsync($"/v1/link/{one.Id}/reports", report, null, Ct));

        Assert.True(refused.IsRefused);
        await WhenRecordedAsync(rig, "which is not its task");
        Assert.Equal(TaskState.Assigned, rig.Store.Current.Find(task.Id)!.State);
    }

    [Theory]
    [InlineData("/v1/nodes")]
    [InlineData("/v1/stacks")]
    [InlineData("/v1/join-tokens")]
    public async Task A_nodes_certificate_opens_nothing_of_the_control_API(string path)
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();

        var refused = await Assert.ThrowsAsync<LinkException>(() => rig.Connect(node.Certificate).ListenAsync(path, Ct));

        Assert.Contains("that node's own link and nothing else", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_renews_its_certificate_and_gets_none_for_another_key()
    {
        await using var rig = await LinkRig.StartAsync();
        var folder = rig.NewFolder();
        var node = await rig.JoinedAsync("web", folder);

        var path = $"/v1/link/{node.Id}/renew";
        var renewed = await rig.Connect(node.Certificate).AskAsync<RenewRequest, JoinAnswer>(HttpMethod.Post, path, new RenewRequest(folder.SigningRequest()), Ct);
        var refused = await Assert.ThrowsAsync<LinkException>(() =>
            rig.Connect(node.Certificate).AskAsync<RenewRequest, JoinAnswer>(HttpMethod.Post, path, new RenewRequest(rig.NewFolder().SigningRequest()), Ct));

        var next = folder.Keep(renewed);
        Assert.NotEqual(node.Certificate.SerialNumber, next.Certificate.SerialNumber);
        await rig.LinkOf(next).HelloAsync(JoinTests.Hello(next), Ct);
        Assert.Contains("another key", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(0, 0)]
    public async Task A_worker_of_another_version_is_told_what_to_install_and_its_node_says_so(int least, int most)
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();

        var refused = await Assert.ThrowsAsync<LinkException>(() => rig.LinkOf(node).HelloAsync(JoinTests.Hello(node, least, most), Ct));

        Assert.Contains("install the same release", refused.Message, StringComparison.Ordinal);
        var known = Assert.Single(rig.Store.Current.Nodes);
        Assert.Equal(NodeState.Incompatible, known.State);
        Assert.Contains("restart 'gantry worker'", known.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_floods_the_manager_has_to_wait_and_the_others_do_not_notice()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var rig = await LinkRig.StartAsync(time);
        var (loud, quiet) = (await rig.JoinedAsync("loud"), await rig.JoinedAsync("quiet"));
        using var link = rig.LinkOf(quiet);
        await link.HelloAsync(JoinTests.Hello(quiet), Ct);
        var connection = rig.Connect(loud.Certificate);

        var refused = await Assert.ThrowsAsync<LinkException>(async () =>
        {
            for (var i = 0; i < 1_000; i++)
                await connection.TellAsync($"/v1/link/{loud.Id}/tell", new NodeReport(loud.Id, NodeFacts.Unknown, NodeUsage.None, null), null, Ct);
        });

        Assert.Contains("wait a second", refused.Message, StringComparison.Ordinal);
        await link.HeartbeatAsync(quiet.Id, new Heartbeat(1, 1), Ct);
        await WhenRecordedAsync(rig, "floods this manager");

        time.Advance(TimeSpan.FromSeconds(1));
        await connection.TellAsync($"/v1/link/{loud.Id}/tell", new NodeReport(loud.Id, NodeFacts.Unknown, NodeUsage.None, null), null, Ct);
    }

    [Fact]
    public async Task A_report_that_would_move_a_task_backwards_is_not_taken_and_counted()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        var now = TimeProvider.System.GetUtcNow();
        var task = new ServiceTask(
            IdSource.Seeded(5).NextTask(), new ServiceId(default), "shop", "web", 1, 1, node.Id, DesiredState.Running, new ObservedTask(TaskState.Running, now), now);
        await rig.Store.UpdateAsync(tx => tx.Put(task), Ct);

        await rig.Connect(node.Certificate).TellAsync(
            $"/v1/link/{node.Id}/reports", new StatusReport(node.Id, 1, [new TaskReport(task.Id, new ObservedTask(TaskState.Assigned, now))]), null, Ct);

        Assert.Equal(TaskState.Running, rig.Store.Current.Find(task.Id)!.State);
        Assert.Equal(1, rig.Store.IllegalMoves);
    }

    // It is written beside the answer, which does not wait for the disk.
    private static async Task WhenRecordedAsync(LinkRig rig, string words)
    {
        for (var state = rig.Store.Current; ; state = rig.Store.Current)
        {
            if ((await rig.EventsAsync(EventType.NodeRefused)).Any(e => e.Contains(words, StringComparison.Ordinal)))
                return;
            await rig.Store.ChangedAsync(state.Revision, Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        }
    }
}
