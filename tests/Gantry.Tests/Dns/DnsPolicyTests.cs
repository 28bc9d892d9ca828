using System.Net;
using Gantry.Worker.Dns;

namespace Gantry.Tests.Dns;

public sealed class DnsPolicyTests
{
    private static readonly IPAddress InShop = IPAddress.Parse("10.1.0.9");

    [Theory]
    [InlineData("web", RecordType.A, "10.1.0.2 10.1.0.3")]
    [InlineData("web", RecordType.Aaaa, "NoError")]
    [InlineData("web", (ushort)15, "NoError")]
    [InlineData("db", RecordType.A, "NoError")]
    [InlineData("web", RecordType.Any, "Refused")]
    [InlineData("example.com", RecordType.Any, "Refused")]
    [InlineData("example.com", (ushort)252, "Refused")]
    [InlineData("nothing", RecordType.A, "NameError")]
    [InlineData("cache", RecordType.A, "NameError")]
    [InlineData("blog_web", RecordType.A, "NameError")]
    [InlineData("web.7", RecordType.A, "NameError")]
    [InlineData("example.com", RecordType.A, "forward")]
    [InlineData("tasks.cache", RecordType.A, "forward")]
    [InlineData("2.0.1.10.in-addr.arpa", RecordType.Ptr, "shop_web.1")]
    [InlineData("2.0.1.10.in-addr.arpa", RecordType.A, "NoError")]
    [InlineData("2.0.2.10.in-addr.arpa", RecordType.Ptr, "NameError")]
    [InlineData("77.0.1.10.in-addr.arpa", RecordType.Ptr, "NameError")]
    [InlineData("8.8.8.8.in-addr.arpa", RecordType.Ptr, "forward")]
    [InlineData("0.1.10.in-addr.arpa", RecordType.Ptr, "forward")]
    [InlineData("x.0.1.10.in-addr.arpa", RecordType.Ptr, "forward")]
    public void Each_question_of_a_container_gets_its_answer(string name, ushort type, string expected) =>
        Assert.Equal(expected, Decide(DnsPackets.Question(name, type), InShop));

    [Fact]
    public void A_stranger_is_refused_whatever_he_asks()
    {
        foreach (var name in (string[])["web", "shop_web", "example.com"])
            Assert.Equal("Refused", Decide(DnsPackets.Question(name), IPAddress.Parse("192.0.2.7")));
    }

    [Fact]
    public void An_unknown_version_of_EDNS_is_told_so() =>
        Assert.Equal("BadVersion", Decide(DnsPackets.Question("web", edns: 1232, version: 1), InShop));

    [Fact]
    public void Another_class_is_refused()
    {
        var packet = DnsPackets.Question("version.bind", 16);
        packet[^1] = 3;

        Assert.Equal("Refused", Decide(packet, InShop));
    }

    private static string Decide(byte[] packet, IPAddress source)
    {
        var reading = DnsQuery.Read(packet, out var query);
        return DnsPolicy.Decide(reading, query, source, NameTableTests.Shop()) switch
        {
            DnsDecision.Addresses addresses => string.Join(' ', addresses.All),
            DnsDecision.Status status => status.Code.ToString(),
            DnsDecision.Pointer pointer => pointer.Name,
            DnsDecision.Forward => "forward",
            _ => "drop",
        };
    }
}
