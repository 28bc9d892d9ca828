using System.Text;
using Gantry.Model.Wire;
using Gantry.Tests.Testing;
using Gantry.Worker.Session.Https;

namespace Gantry.Tests.WorkerLink;

/// <summary>Signs of life go over a request that may last for months: what holds for each request holds for each of them.</summary>
public sealed class PulseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_was_removed_is_told_so_at_its_next_sign_of_life()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        using var pulse = await OpenAsync(rig, node, TimeProvider.System);
        await pulse.BeatAsync(new Heartbeat(1, 1), Ct);

        await rig.Store.UpdateAsync(tx => tx.Remove(node.Id), Ct);

        var refused = await Assert.ThrowsAsync<LinkException>(() => pulse.BeatAsync(new Heartbeat(1, 1), Ct));
        Assert.True(refused.IsRefused);
        Assert.Contains("was removed from the cluster", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_did_not_follow_the_CA_is_heard_no_more_after_the_end()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        using var pulse = await OpenAsync(rig, node, TimeProvider.System);
        await rig.RotateAsync();
        await pulse.BeatAsync(new Heartbeat(1, 1), Ct);

        await rig.RotateAsync(finish: true);

        var refused = await Assert.ThrowsAsync<LinkException>(() => pulse.BeatAsync(new Heartbeat(1, 1), Ct));
        Assert.True(refused.IsRefused);
        Assert.Contains("is of a CA that was replaced since", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_them_ends_the_line()
    {
        var time = new ManualTime(TimeProvider.System.GetUtcNow());
        await using var rig = await LinkRig.StartAsync(time);
        var node = await rig.JoinedAsync();
        using var pulse = await OpenAsync(rig, node, time);

        var refused = await Assert.ThrowsAsync<LinkException>(async () =>
        {
            for (var i = 0; i < 1_000; i++)
                await pulse.BeatAsync(new Heartbeat(1, 1), Ct);
        });

        Assert.True(refused.IsRefused);
        Assert.Contains("wait a second", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_CAs_hold_is_said_at_first_and_when_it_changes()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        await HelloAsync(rig, node);
        await using var line = await rig.Connect(node.Certificate).OpenAsync($"/v1/link/{node.Id}/pulse", Ct);
        using var answers = new StreamReader(line, leaveOpen: true);

        var first = await AskAsync(line, answers, """{"term":1,"version":1}""");
        var second = await AskAsync(line, answers, """{"term":1,"version":1}""");
        await rig.RotateAsync();
        var third = await AskAsync(line, answers, """{"term":1,"version":1}""");

        Assert.Contains(node.Fingerprints, first, StringComparison.Ordinal);
        Assert.Equal("{}", second);
        Assert.Contains($"{rig.Authority.Fingerprint},{node.Fingerprints}", third, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_sign_of_life_ends_the_line_with_words()
    {
        await using var rig = await LinkRig.StartAsync();
        var node = await rig.JoinedAsync();
        await HelloAsync(rig, node);
        await using var line = await rig.Connect(node.Certificate).OpenAsync($"/v1/link/{node.Id}/pulse", Ct);
        using var answers = new StreamReader(line, leaveOpen: true);

        Assert.Contains("This is no sign of life", await AskAsync(line, answers, "nonsense"), StringComparison.Ordinal);
        Assert.Null(await answers.ReadLineAsync(Ct));
    }

    private static Task HelloAsync(LinkRig rig, NodeCredentials node) =>
        rig.Connect(node.Certificate).TellAsync($"/v1/link/{node.Id}/hello", JoinTests.Hello(node), null, Ct);

    private static async Task<Pulse> OpenAsync(LinkRig rig, NodeCredentials node, TimeProvider time)
    {
        await HelloAsync(rig, node);
        return await Pulse.OpenAsync(rig.Connect(node.Certificate), node.Id, time, Ct);
    }

    private static async Task<string?> AskAsync(Stream line, StreamReader answers, string asked)
    {
        await line.WriteAsync(Encoding.UTF8.GetBytes($"{asked}\n"), Ct);
        return await answers.ReadLineAsync(Ct);
    }
}
