using System.Net;
using Gantry.Worker.Dns;

namespace Gantry.Tests.Dns;

public sealed class DnsReplyTests
{
    [Fact]
    public void Addresses_begin_where_they_are_told_to()
    {
        Assert.Equal(["10.0.0.1", "10.0.0.2", "10.0.0.3"], Write(Addresses(3), first: 0).Answers);
        Assert.Equal(["10.0.0.3", "10.0.0.1", "10.0.0.2"], Write(Addresses(3), first: 5).Answers);
    }

    [Fact]
    public void A_name_without_such_a_record_gets_no_answer_and_a_short_memory()
    {
        var reply = Write(new DnsDecision.Status(ResponseCode.NoError));

        Assert.Equal(ResponseCode.NoError, reply.Code);
        Assert.Empty(reply.Answers);
        Assert.Equal(1, reply.Authorities);
    }

    [Fact]
    public void A_refusal_is_not_longer_than_the_question()
    {
        var question = DnsPackets.Question("example.com", edns: 4096);
        var buffer = new byte[4096];
        var refusal = new DnsDecision.Status(ResponseCode.Refused);

        Assert.Equal(question.Length, DnsReply.Write(buffer, question, DnsPackets.Read(question), refusal, 4096, first: 0));
    }

    [Theory]
    [InlineData(null, 30, true)]
    [InlineData(1232, 75, true)]
    [InlineData(4096, 100, false)]
    [InlineData(65000, 100, false)]
    public void As_many_addresses_as_fit_are_sent_and_the_rest_is_announced(int? edns, int expected, bool isTruncated)
    {
        var reply = Write(Addresses(100), edns: edns);

        Assert.Equal(expected, reply.Answers.Count);
        Assert.Equal(isTruncated, reply.IsTruncated);
    }

    [Fact]
    public void Over_TCP_everything_fits() =>
        Assert.Equal(500, Write(Addresses(500), overTcp: true).Answers.Count);

    [Fact]
    public void A_forwarded_reply_carries_the_askers_id_and_is_cut_to_its_size()
    {
        var question = DnsPackets.Question("example.com", id: 99);
        var query = DnsPackets.Read(question);
        var buffer = new byte[4096];
        var upstream = DnsPackets.Answer(DnsPackets.Question("example.com", id: 4), IPAddress.Parse("192.0.2.1"), times: 60);

        var whole = DnsPackets.ReadReply(buffer.AsSpan(0, DnsReply.WriteForwarded(buffer, upstream, query, 4096)));
        var cut = DnsPackets.ReadReply(buffer.AsSpan(0, DnsReply.WriteForwarded(buffer, upstream, query, 512)));

        Assert.Equal((99, 60, false), (whole.Id, whole.Answers.Count, whole.IsTruncated));
        Assert.Equal((99, 0, true), (cut.Id, cut.Answers.Count, cut.IsTruncated));
    }

    private static DnsDecision.Addresses Addresses(int count) =>
        new([.. Enumerable.Range(1, count).Select(i => new IPAddress([10, 0, (byte)(i >> 8), (byte)i]))]);

    private static DnsReplyText Write(DnsDecision decision, uint first = 0, int? edns = null, bool overTcp = false)
    {
        var packet = DnsPackets.Question("web", edns: edns);
        var query = DnsPackets.Read(packet);
        var buffer = new byte[overTcp ? ushort.MaxValue : DnsReply.LargestUdpPayload];
        var limit = DnsReply.Limit(query, overTcp);
        var length = DnsReply.Write(buffer, packet, query, decision, limit, first);
        Assert.InRange(length, 12, limit);
        return DnsPackets.ReadReply(buffer.AsSpan(0, length));
    }
}
