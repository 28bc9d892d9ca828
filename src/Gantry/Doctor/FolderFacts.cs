namespace Gantry.Doctor;

/// <summary>What lies in the data folder: by that a machine is known for what it is.</summary>
/// <param name="Mode">Null: there is no such folder yet.</param>
/// <param name="IsReadable">False: this user may not look into it.</param>
/// <param name="HasServer">It has the state of a server.</param>
/// <param name="HasNode">It has what a worker got when it joined.</param>
/// <param name="Problem">Why the node's part cannot be read.</param>
/// <param name="CertificateEnd">Of the node's certificate.</param>
/// <param name="RenewAt">From when the worker asks for the next certificate.</param>
internal sealed record FolderFacts(
    string Path,
    UnixFileMode? Mode,
    bool IsReadable = true,
    bool HasServer = false,
    bool HasNode = false,
    string? Problem = null,
    DateTimeOffset? CertificateEnd = null,
    DateTimeOffset? RenewAt = null);
