using System.Diagnostics;
using System.Net;
using Gantry.Worker.Dns;

namespace Gantry.Tests.Dns;

public sealed class DnsQueryTests
{
    [Fact]
    public void Reads_name_type_and_payload_size()
    {
        var query = DnsPackets.Read(DnsPackets.Question("Web.Shop", RecordType.Aaaa, id: 513, edns: 1400));

        Assert.Equal("web.shop", query.Name);
        Assert.Equal(RecordType.Aaaa, query.Type);
        Assert.Equal(513, query.Id);
        Assert.True(query.HasEdns);
        Assert.Equal(1400, query.PayloadBytes);
    }

    [Fact]
    public void A_payload_below_512_counts_as_512() =>
        Assert.Equal(512, DnsPackets.Read(DnsPackets.Question("web", edns: 100)).PayloadBytes);

    [Fact]
    public void A_dot_inside_a_label_is_no_border()
    {
        byte[] packet = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 5, .. "web.1"u8, 0, 0, 1, 0, 1];

        Assert.Equal(@"web\0461", DnsPackets.Read(packet).Name);
    }

    public static TheoryData<string, byte[]> BadPackets => new()
    {
        { "compression pointer to itself", [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xC0, 0x0C, 0, 1, 0, 1] },
        { "label longer than the packet", [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 60, 1, 2] },
        { "label of reserved kind", [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 1, 0, 1] },
        { "no type", [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 97, 0] },
        { "no question", [0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
        { "two questions", [0, 1, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 97, 0, 0, 1, 0, 1, 1, 97, 0, 0, 1, 0, 1] },
        { "65535 records that are not there", [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 255, 255, 1, 97, 0, 0, 1, 0, 1] },
        { "name of 300 bytes", [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. Enumerable.Repeat<byte[]>([1, 97], 150).SelectMany(b => b), 0, 0, 1, 0, 1] },
        { "two OPT records", [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 2, 1, 97, 0, 0, 1, 0, 1, 0, 0, 41, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 41, 4, 0, 0, 0, 0, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(BadPackets))]
    public void A_packet_that_lies_is_malformed(string what, byte[] packet) =>
        Assert.True(DnsQuery.Read(packet, out _) == QueryReading.Malformed, what);

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void A_packet_without_a_header_is_no_query(int length) =>
        Assert.Equal(QueryReading.NotAQuery, DnsQuery.Read(new byte[length], out _));

    [Fact]
    public void A_reply_is_no_query() =>
        Assert.Equal(QueryReading.NotAQuery, DnsQuery.Read([0, 1, 0x81, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1], out _));

    [Fact]
    public void An_update_is_another_operation() =>
        Assert.Equal(QueryReading.OtherOperation, DnsQuery.Read([0, 1, 0x28, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1], out _));

    [Fact]
    public void Two_hundred_thousand_damaged_packets_throw_nothing_and_take_no_time()
    {
        const int Packets = 200_000;
        var random = new Random(20301);
        byte[][] seeds =
        [
            DnsPackets.Question("web"),
            DnsPackets.Question("tasks.web.shop.example", RecordType.Aaaa, edns: 4096),
            DnsPackets.Question("4.3.2.10.in-addr.arpa", RecordType.Ptr, edns: 512),
            [0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 97, 0, 0, 1, 0, 1, 0xC0, 0x0C, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4],
        ];
        var table = NameTableTests.Shop();
        var reply = new byte[DnsReply.LargestUdpPayload];
        var source = IPAddress.Parse("10.1.0.9");
        var start = Stopwatch.GetTimestamp();
        var queries = 0;

        for (var i = 0; i < Packets; i++)
        {
            var packet = Damage(seeds[i % seeds.Length], random);
            var reading = DnsQuery.Read(packet, out var query);
            var decision = DnsPolicy.Decide(reading, query, source, table);
            if (decision is not (DnsDecision.Drop or DnsDecision.Forward))
                DnsReply.Write(reply, packet, query, decision, DnsReply.Limit(query, overTcp: false), (uint)i);
            if (decision is DnsDecision.Forward)
                DnsReply.WriteUpstreamQuery(reply, packet, query, id: 1, payloadBytes: 1232);
            queries += reading == QueryReading.Query ? 1 : 0;
        }

        Assert.InRange(queries, Packets / 20, Packets * 19 / 20);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "Reading must cost microseconds a packet.");
    }

    private static byte[] Damage(byte[] seed, Random random)
    {
        var packet = random.Next(8) == 0 ? [.. seed, .. Noise(random, 600)] : (byte[])seed.Clone();
        for (var changes = random.Next(4); changes > 0; changes--)
            packet[random.Next(2, packet.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? packet[..random.Next(packet.Length + 1)] : packet;
    }

    private static byte[] Noise(Random random, int atMost)
    {
        var noise = new byte[random.Next(atMost)];
        random.NextBytes(noise);
        return noise;
    }
}
