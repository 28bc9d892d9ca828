using System.Net;
using System.Net.Sockets;

namespace Gantry.Worker.Dns;

/// <summary>Who gets which answer. Pure: no socket, no clock, no counter.</summary>
internal static class DnsPolicy
{
    private const string ReverseSuffix = ".in-addr.arpa";

    private static readonly DnsDecision Drop = new DnsDecision.Drop();
    private static readonly DnsDecision Forward = new DnsDecision.Forward();
    private static readonly DnsDecision NoData = new DnsDecision.Status(ResponseCode.NoError);
    private static readonly DnsDecision NoSuchName = new DnsDecision.Status(ResponseCode.NameError);
    private static readonly DnsDecision Refused = new DnsDecision.Status(ResponseCode.Refused);
    private static readonly DnsDecision Malformed = new DnsDecision.Status(ResponseCode.FormatError);
    private static readonly DnsDecision NotImplemented = new DnsDecision.Status(ResponseCode.NotImplemented);
    private static readonly DnsDecision BadVersion = new DnsDecision.Status(ResponseCode.BadVersion);

    public static DnsDecision Decide(QueryReading reading, in DnsQuery query, IPAddress source, NameTable names)
    {
        if (reading == QueryReading.NotAQuery)
            return Drop;
        if (names.ViewOf(source) is not { } view)
            return Refused;
        if (reading == QueryReading.Malformed)
            return Malformed;
        if (reading == QueryReading.OtherOperation)
            return NotImplemented;
        return query is { HasEdns: true, EdnsVersion: > 0 } ? BadVersion : Decide(query, view, names);
    }

    private static DnsDecision Decide(in DnsQuery query, NameView view, NameTable names)
    {
        // ANY is an amplifier's favourite and no resolver needs it (RFC 8482); transfers are none of an asker's business.
        if (query.Class != DnsQuery.InternetClass || query.Type is >= RecordType.FirstMeta and <= RecordType.Any)
            return Refused;
        if (view.Find(query.Name) is { } addresses)
            return OfType(query.Type, addresses);
        if (ReverseAddress(query.Name) is { } address && names.Owns(address))
            return Reverse(query.Type, view.NameOf(address));

        return IsOurs(query.Name) ? NoSuchName : Forward;
    }

    private static DnsDecision OfType(ushort type, IReadOnlyList<IPAddress> addresses)
    {
        AddressFamily? family = type switch
        {
            RecordType.A => AddressFamily.InterNetwork,
            RecordType.Aaaa => AddressFamily.InterNetworkV6,
            _ => null,
        };
        var matching = addresses.Where(a => a.AddressFamily == family).ToList();
        return matching.Count == 0 ? NoData : new DnsDecision.Addresses(matching);
    }

    private static DnsDecision Reverse(ushort type, string? name)
    {
        if (name is null)
            return NoSuchName;
        return type == RecordType.Ptr ? new DnsDecision.Pointer(name) : NoData;
    }

    // The public tree has neither names of one label that mean anything to an application nor a numeric top level.
    // Both shapes are ours ("web", "web.1"): sending them on would tell a stranger what runs here, and wait for it.
    private static bool IsOurs(string name)
    {
        if (name.Length == 0)
            return false;
        var last = name.AsSpan(name.LastIndexOf('.') + 1);
        return last.Length == name.Length || !last.ContainsAnyExceptInRange('0', '9');
    }

    private static IPAddress? ReverseAddress(string name)
    {
        if (!name.EndsWith(ReverseSuffix, StringComparison.Ordinal))
            return null;

        Span<byte> octets = stackalloc byte[4];
        var at = octets.Length;
        foreach (var part in name.AsSpan(0, name.Length - ReverseSuffix.Length).Split('.'))
        {
            if (at == 0 || !byte.TryParse(name.AsSpan(part), out octets[--at]))
                return null;
        }

        return at == 0 ? new IPAddress(octets) : null;
    }
}
