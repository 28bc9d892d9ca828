using System.Net;
using Gantry.Tests.Testing;
using Gantry.Worker.Dns;

namespace Gantry.Tests.Dns;

public sealed class UpstreamResolversTests
{
    private static readonly byte[] Question = DnsPackets.Question("example.com", id: 5);

    private readonly ManualTime _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_question_has_another_id()
    {
        var ids = new HashSet<int>();
        await using var upstream = new FakeUpstream((question, _) =>
        {
            ids.Add((question[0] << 8) | question[1]);
            return [DnsPackets.Answer(question, IPAddress.Parse("192.0.2.1"))];
        });
        var resolvers = new UpstreamResolvers(() => [upstream.EndPoint], _time);

        for (var i = 0; i < 20; i++)
            Assert.Equal(["192.0.2.1"], await AskAsync(resolvers));

        Assert.True(ids.Count > 15, $"20 questions had {ids.Count} different ids.");
    }

    [Fact]
    public async Task Replies_with_a_wrong_id_or_another_question_are_passed_over()
    {
        await using var upstream = new FakeUpstream((question, _) =>
        {
            var wrongId = DnsPackets.Answer(question, IPAddress.Parse("203.0.113.1"));
            wrongId[0] ^= 0x55;
            var otherQuestion = DnsPackets.Answer(DnsPackets.Question("example.net"), IPAddress.Parse("203.0.113.2"));
            question.AsSpan(0, 2).CopyTo(otherQuestion);
            var noReply = (byte[])question.Clone();
            return [wrongId, otherQuestion, noReply, [1], DnsPackets.Answer(question, IPAddress.Parse("192.0.2.1"))];
        });

        Assert.Equal(["192.0.2.1"], await AskAsync(new UpstreamResolvers(() => [upstream.EndPoint], _time)));
    }

    [Fact]
    public async Task The_letter_case_of_a_repeated_question_does_not_matter()
    {
        await using var upstream = new FakeUpstream((question, _) =>
        {
            var reply = DnsPackets.Answer(question, IPAddress.Parse("192.0.2.1"));
            reply[13] = (byte)char.ToUpperInvariant((char)reply[13]);
            return [reply];
        });

        Assert.Equal(["192.0.2.1"], await AskAsync(new UpstreamResolvers(() => [upstream.EndPoint], _time)));
    }

    [Fact]
    public async Task A_silent_server_costs_its_timeout_once_and_then_comes_last()
    {
        await using var silent = new FakeUpstream((_, _) => []);
        await using var good = FakeUpstream.Knowing("192.0.2.1");
        var resolvers = new UpstreamResolvers(() => [silent.EndPoint, good.EndPoint], _time);

        var first = AskAsync(resolvers);
        await AdvanceUntilAsync(first);
        var second = await AskAsync(resolvers);

        Assert.Equal(["192.0.2.1"], await first);
        Assert.Equal(["192.0.2.1"], second);
        Assert.Equal(1, silent.Asked);
    }

    [Fact]
    public async Task A_server_that_fails_is_asked_no_more_when_another_one_knows()
    {
        await using var failing = new FakeUpstream((question, _) =>
        {
            var reply = DnsPackets.Answer(question, IPAddress.Loopback, times: 0);
            reply[3] = (byte)ResponseCode.ServerFailure;
            return [reply];
        });
        await using var good = FakeUpstream.Knowing("192.0.2.1");

        var answers = await AskAsync(new UpstreamResolvers(() => [failing.EndPoint, good.EndPoint], _time));

        Assert.Equal(["192.0.2.1"], answers);
    }

    [Fact]
    public async Task A_truncated_reply_is_asked_for_again_over_TCP()
    {
        await using var upstream = new FakeUpstream((question, overTcp) =>
        {
            var reply = DnsPackets.Answer(question, IPAddress.Parse("192.0.2.1"), times: overTcp ? 100 : 0);
            reply[2] |= (byte)(overTcp ? 0 : 2);
            return [reply];
        });

        Assert.Equal(100, (await AskAsync(new UpstreamResolvers(() => [upstream.EndPoint], _time)))!.Count);
    }

    [Fact]
    public async Task Silence_everywhere_is_no_reply_after_three_tries()
    {
        await using var silent = new FakeUpstream((_, _) => []);

        var asked = AskAsync(new UpstreamResolvers(() => [silent.EndPoint], _time));
        await AdvanceUntilAsync(asked);

        Assert.Null(await asked);
        Assert.Equal(3, silent.Asked);
        Assert.Null(await AskAsync(new UpstreamResolvers(() => [], _time)));
    }

    // The clock is ours, the sockets are real: move time only while the question is really waiting.
    private async Task AdvanceUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct));
        }
    }

    private static async Task<IReadOnlyList<string>?> AskAsync(UpstreamResolvers resolvers) =>
        await resolvers.AskAsync(Question, DnsPackets.Read(Question), [], Ct) is { } reply
            ? DnsPackets.ReadReply(reply).Answers
            : null;
}
