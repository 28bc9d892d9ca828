namespace Gantry.Worker.Dns;

/// <summary>The record types that this server treats differently; every other number is "some type".</summary>
internal static class RecordType
{
    public const ushort A = 1;
    public const ushort Soa = 6;
    public const ushort Ptr = 12;
    public const ushort Aaaa = 28;
    public const ushort Opt = 41;

    /// <summary>From here to 255 types are requests and not data: zone transfers, ANY, key exchange (RFC 6895 3.1).</summary>
    public const ushort FirstMeta = 249;
    public const ushort Any = 255;
}
