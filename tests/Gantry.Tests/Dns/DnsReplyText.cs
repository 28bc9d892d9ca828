using Gantry.Worker.Dns;

namespace Gantry.Tests.Dns;

/// <summary>What a client reads out of a reply.</summary>
internal sealed record DnsReplyText(
    ushort Id, ResponseCode Code, bool IsTruncated, IReadOnlyList<string> Answers, int Authorities);
