using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>Turns one packet into one reply, however it came: from the table, or with the upstreams' help.</summary>
/// <param name="names">Asked once a packet.</param>
/// <param name="seed">Where the order of addresses begins; the same seed gives the same orders.</param>
internal sealed class NodeResolver(
    Func<NameTable> names, UpstreamResolvers upstreams, ClientRates rates, DnsCounters counters, uint seed)
{
    // Strangers share one allowance: their addresses may be forged, one after the other.
    private static readonly IPAddress Strangers = IPAddress.None;

    private uint _answers = seed;

    public bool Knows(IPAddress client) => names().ViewOf(client) is not null;

    /// <summary>Answers from memory.</summary>
    /// <param name="length">Of the reply; 0 when there is none (yet).</param>
    /// <returns>True when the packet must be forwarded.</returns>
    public bool MustForward(
        ReadOnlySpan<byte> packet, IPAddress client, bool overTcp, Span<byte> reply, out DnsQuery query, out int length)
    {
        counters.CountQuery();
        length = 0;
        query = default;
        var table = names();
        if (!rates.TryTake(table.ViewOf(client) is null ? Strangers : client))
        {
            counters.CountDropped();
            return false;
        }

        var decision = DnsPolicy.Decide(DnsQuery.Read(packet, out query), query, client, table);
        if (decision is DnsDecision.Forward)
            return true;

        Count(decision);
        if (decision is not DnsDecision.Drop)
            length = DnsReply.Write(reply, packet, query, decision, DnsReply.Limit(query, overTcp), NextOrder());
        return false;
    }

    /// <returns>The reply's length.</returns>
    public async Task<int> ForwardAsync(
        ReadOnlyMemory<byte> packet, DnsQuery query, IPAddress client, bool overTcp, Memory<byte> reply, CancellationToken ct)
    {
        counters.CountForwarded();
        var limit = DnsReply.Limit(query, overTcp);
        var own = names().ViewOf(client)?.Servers ?? [];
        if (await upstreams.AskAsync(packet, query, own, ct) is { } answer)
            return DnsReply.WriteForwarded(reply.Span, answer, query, limit);

        counters.CountUpstreamFailure();
        var failure = new DnsDecision.Status(ResponseCode.ServerFailure);
        return DnsReply.Write(reply.Span, packet.Span, query, failure, limit, first: 0);
    }

    private void Count(DnsDecision decision)
    {
        if (decision is DnsDecision.Drop)
            counters.CountDropped();
        else if (decision is DnsDecision.Status { Code: ResponseCode.Refused })
            counters.CountRefused();
        else
            counters.CountAnswered();
    }

    // A plain counter would give a client that asks for two names in turn always the same half of the replicas.
    private uint NextOrder()
    {
        var mixed = Interlocked.Increment(ref _answers) * 0x9E3779B1u;
        mixed = (mixed ^ (mixed >> 16)) * 0x85EBCA6Bu;
        return mixed ^ (mixed >> 13);
    }
}
