using System.Net;

namespace Gantry.Worker.Dns;

/// <summary>What to do with a packet.</summary>
internal abstract record DnsDecision
{
    private DnsDecision()
    {
    }

    /// <summary>No reply at all.</summary>
    internal sealed record Drop : DnsDecision;

    /// <summary>Ask the host's resolvers.</summary>
    internal sealed record Forward : DnsDecision;

    /// <summary>A reply that says only how it went. With <see cref="ResponseCode.NoError"/>: the name exists, and has
    /// nothing of this type.</summary>
    internal sealed record Status(ResponseCode Code) : DnsDecision;

    internal sealed record Addresses(IReadOnlyList<IPAddress> All) : DnsDecision;

    internal sealed record Pointer(string Name) : DnsDecision;
}
