namespace Gantry.Worker.Dns;

internal enum ResponseCode : byte
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,

    /// <summary>An EDNS version that nobody has defined yet. Lies partly in the OPT record (RFC 6891 6.1.3).</summary>
    BadVersion = 16,
}
