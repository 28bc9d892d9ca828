using Gantry.Model.Tasks;

namespace Gantry.Manager.State.Sqlite;

/// <summary>The tables as they lie on disk. A change of any of it is a new version and needs a step that upgrades the old one.</summary>
internal static class Schema
{
    public const int Version = 2;

    /// <summary>"GNTY", so that another program's database is told from ours.</summary>
    public const int ApplicationId = 0x474E5459;

    private const string Meta =
        "CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL, revision INTEGER NOT NULL, " +
        "objects INTEGER NOT NULL, checksum INTEGER NOT NULL)";

    // Rows of a kind lie by place: what is written together, the tasks of one node, lies together.
    private const string Objects =
        "CREATE TABLE objects (kind INTEGER NOT NULL, place TEXT NOT NULL, key TEXT NOT NULL, modified INTEGER NOT NULL, " +
        "checksum INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, place, key)) WITHOUT ROWID";

    private const string Events =
        "CREATE TABLE events (revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, count INTEGER NOT NULL, checksum INTEGER NOT NULL, " +
        "value TEXT NOT NULL)";

    /// <summary>In the order in which SQLite lists them.</summary>
    public static readonly IReadOnlyList<string> Tables = [Events, Meta, Objects];

    public static void Create(Database database)
    {
        database.Execute("PRAGMA journal_mode=WAL");
        database.Execute("PRAGMA synchronous=FULL");
        database.Execute("BEGIN");
        foreach (var table in Tables)
            database.Execute(table);
        database.Execute($"INSERT INTO meta VALUES (1, 1, 0, 0, {MetaChecksum(Revision.First, 0)})");
        database.Execute($"PRAGMA application_id={ApplicationId}");
        database.Execute($"PRAGMA user_version={Version}");
        database.Execute("COMMIT");
    }

    /// <summary>Where a noun's row lies: a task's with the others of its node.</summary>
    public static string PlaceOf(object? noun) => noun is ServiceTask { NodeId: { } node } ? node.ToString() : "";

    /// <param name="objects">How many rows there are: one that is lost is noticed.</param>
    public static long MetaChecksum(Revision revision, long objects) => RowChecksum.Of(revision.Epoch, revision.Number, [], BitConverter.GetBytes(objects));
}
