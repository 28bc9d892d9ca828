using System.Net;
using Gantry.Manager.Control;
using Gantry.Model.Api;
using Gantry.Model.Events;
using Gantry.Model.Ids;
using Gantry.Model.Settings;

namespace Gantry.Tests.Manager.Api;

/// <summary>The cluster's CA over HTTP. Nothing makes keys here: what is asked for stays as it was asked for.</summary>
public sealed class CaTests
{
    private const string Rotate = "/v1/ca/rotate";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_not_followed_is_named_and_the_servers_own_worker_has_nothing_to_follow()
    {
        await using var rig = await ApiRig.StartAsync();
        var calm = await rig.GetAsync("/v1/ca", ApiJson.Default.CaItem);
        await rig.Store.UpdateAsync(
            tx =>
            {
                var ids = IdSource.Seeded(9);
                var own = tx.State.FindNode("n1")!;
                tx.Put(own with { Id = ids.NextNode(), Name = "old", Index = 1, KeyHash = "a", Authority = calm.Fingerprint });
                tx.Put(own with { Id = ids.NextNode(), Name = "new", Index = 2, KeyHash = "b", Authority = "next" });
                tx.Put(own with { Id = ids.NextNode(), Name = "unseen", Index = 3, KeyHash = "c" });
                tx.Put(tx.State.Settings with { CaRotation = new CaRotation(calm.Fingerprint, TimeProvider.System.GetUtcNow(), "ana") { To = "next" } });
            },
            Ct);

        var under = await rig.GetAsync("/v1/ca", ApiJson.Default.CaItem);

        Assert.Null(calm.Rotation);
        Assert.Equal(64, calm.Fingerprint.Length);
        Assert.Equal((calm.Fingerprint, 1), (under.Rotation!.Before, under.Rotation.Following));
        Assert.Equal(["old", "unseen"], under.Rotation.Missing.Select(n => n.Name));
    }

    [Fact]
    public async Task A_rotation_that_is_under_way_is_shown_to_whoever_asks_for_one()
    {
        await using var rig = await ApiRig.StartAsync();

        using var first = await rig.SendAsync(HttpMethod.Post, Rotate, "{}");
        using var second = await rig.SendAsync(HttpMethod.Post, Rotate, "{}");

        var (begun, shown) = (await ApiRig.ReadAsync(first, ApiJson.Default.CaItem), await ApiRig.ReadAsync(second, ApiJson.Default.CaItem));
        Assert.Equal(begun.Rotation!.BeganAt, shown.Rotation!.BeganAt);
        Assert.Single(await rig.Store.ReadEventsAsync(new(default, 1_000), Ct), e => e.Event.Type == EventType.CaRotating);
    }

    [Fact]
    public async Task To_finish_without_the_missing_names_them_in_the_event()
    {
        await using var rig = await ApiRig.StartAsync();
        await rig.Store.UpdateAsync(tx => tx.Put(tx.State.FindNode("n1")! with { Id = IdSource.Seeded(9).NextNode(), Name = "n2", Index = 1, KeyHash = "a" }), Ct);
        (await rig.SendAsync(HttpMethod.Post, Rotate, "{}")).Dispose();

        using var answer = await rig.SendAsync(HttpMethod.Post, Rotate, """{"finish":true}""");

        Assert.True((await ApiRig.ReadAsync(answer, ApiJson.Default.CaItem)).Rotation!.IsFinishing);
        var last = (await rig.Store.ReadEventsAsync(new(default, 1_000), Ct)).Last(e => e.Event.Type == EventType.CaRotating);
        Assert.Contains("without n2: they join again with a new token", last.Event.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_nothing_to_finish_before_it_has_begun()
    {
        await using var rig = await ApiRig.StartAsync();

        using var answer = await rig.SendAsync(HttpMethod.Post, Rotate, """{"finish":true}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("nothing to finish", (await ApiRig.ReadAsync(answer, ApiJson.Default.ApiProblem)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_administers_the_cluster_replaces_its_CA_and_only_as_it_was_seen()
    {
        await using var rig = await ApiRig.StartAsync();
        var seen = await rig.ETagAsync("/v1/ca");
        (await rig.SendAsync(HttpMethod.Post, "/v1/cluster/update", """{"rebalance":"auto"}""")).EnsureSuccessStatusCode().Dispose();

        using var stale = await rig.SendAsync(HttpMethod.Post, Rotate, "{}", ("If-Match", seen));
        rig.Rights = Access.Write;
        using var refused = await rig.SendAsync(HttpMethod.Post, Rotate, "{}");

        Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.Forbidden), (stale.StatusCode, refused.StatusCode));
        Assert.Null(rig.Store.Current.Settings.CaRotation);
    }
}
