using System.Buffers.Binary;
using System.Text;

namespace Gantry.Manager.State.Sqlite;

/// <summary>The database file: made once, looked at without a trace before it is used, and held by one process.</summary>
internal sealed class StoreFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // https://www.sqlite.org/fileformat2.html: "SQLite format 3", a zero, ..., 18 and 19: format versions, 2 is WAL.
    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("SQLite format 3\0");

    private readonly FileStream _lock;
    private readonly bool _madeLock;

    private StoreFile(string path, FileStream @lock, bool madeLock)
    {
        Path = path;
        _lock = @lock;
        _madeLock = madeLock;
    }

    public string Path { get; }

    public string LogPath => Path + "-wal";

    public long LogBytes => new FileInfo(LogPath) is { Exists: true } log ? log.Length : 0;

    /// <exception cref="StoreRefusedException">Another process has it.</exception>
    public static StoreFile Hold(string path)
    {
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);

        var lockPath = path + ".lock";
        var makesLock = !File.Exists(lockPath);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            UnixCreateMode = OwnerOnly,
        };
        try
        {
            return new StoreFile(path, new FileStream(lockPath, options), makesLock);
        }
        catch (IOException taken)
        {
            throw new StoreRefusedException(
                $"The store '{path}' is in use by another process. Stop that one, or give this one another --data-dir.", taken);
        }
    }

    /// <summary>Makes the file under another name first: a crash leaves a whole store or none.</summary>
    public void CreateIfMissing()
    {
        if (File.Exists(Path))
            return;
        if (File.Exists(LogPath))
            throw new StoreRefusedException($"'{Path}' is missing, but its log '{LogPath}' is there. Put the file back, restore a backup, or move the log away.");

        var unfinished = Path + ".new";
        foreach (var leftover in (string[])[unfinished, unfinished + "-wal", unfinished + "-shm", unfinished + "-journal"])
            File.Delete(leftover);
        new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }).Dispose();
        using (var database = Database.Open(unfinished))
            Schema.Create(database);
        File.Move(unfinished, Path);
    }

    /// <summary>A connection that reads what the file and its log say and changes neither.</summary>
    /// <exception cref="StoreRefusedException">The file is no store of ours, of a newer version, or damaged.</exception>
    public Database OpenToLook()
    {
        CheckHeader();
        var database = LogBytes == 0 ? Database.OpenImmutable(Path) : Database.OpenBesideLog(Path);
        try
        {
            CheckSchema(database);
            if (database.ReadTexts("PRAGMA quick_check(1)") is not ["ok"] and var problems)
                throw Damaged(string.Join("; ", problems));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public StoreRefusedException Damaged(string what, Exception? inner = null) =>
        new($"The store '{Path}' is damaged: {what}. It was left as it is. Put a copy back in its place; or move it away to begin anew, which leaves the containers alone.", inner);

    /// <summary>Lets go of a store that was refused, with no trace beside it.</summary>
    public void Abandon()
    {
        // While it is still held: nobody else can take a lock file that is about to go.
        if (_madeLock)
            File.Delete(_lock.Name);
        Dispose();
    }

    public void Dispose() => _lock.Dispose();

    private void CheckHeader()
    {
        Span<byte> header = stackalloc byte[100];
        int length;
        using (var file = File.OpenRead(Path))
            length = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);

        if (!header[..length].StartsWith(Magic))
            throw new StoreRefusedException($"'{Path}' is no SQLite database. Restore a backup, or move the file away to begin anew.");
        if (length < header.Length || BinaryPrimitives.ReadUInt16BigEndian(header[18..]) != 0x0202)
            throw Damaged("its header is not one that Gantry writes");
    }

    private void CheckSchema(Database database)
    {
        if (database.ReadNumber("PRAGMA application_id") != Schema.ApplicationId)
            throw new StoreRefusedException($"'{Path}' is a database of another program. Move it away, or name another --data-dir.");

        var version = SchemaUpgrade.VersionOf(database);
        if (version > Schema.Version)
        {
            throw new StoreRefusedException(
                $"'{Path}' was written by a newer version of Gantry (schema {version}; this one knows {Schema.Version}). Start the newer version, or restore a backup made by this one.");
        }

        var tables = database.ReadTexts("SELECT sql FROM sqlite_schema ORDER BY name");
        if (!tables.SequenceEqual(SchemaUpgrade.TablesOf(version)))
            throw Damaged("its tables are not those of its version");
    }
}
