namespace Gantry.Manager.State.Sqlite;

/// <summary>Older schemas: how they are told and read, and how a store is brought to the newest one before it is written to.</summary>
internal static class SchemaUpgrade
{
    private const int ByKeyAlone = 1;

    private const string ObjectsByKeyAlone =
        "CREATE TABLE objects (kind INTEGER NOT NULL, key TEXT NOT NULL, modified INTEGER NOT NULL, checksum INTEGER NOT NULL, " +
        "value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID";

    /// <summary>The tables of a version, in the order in which SQLite lists them; none when there was no such version.</summary>
    public static IReadOnlyList<string> TablesOf(long version) => version switch
    {
        Schema.Version => Schema.Tables,
        ByKeyAlone => [.. Schema.Tables.SkipLast(1), ObjectsByKeyAlone],
        _ => [],
    };

    /// <summary>The objects as <c>kind, name, modified, checksum, value</c>: the name as the version's checksums cover it.</summary>
    public static Statement PrepareObjects(Database database) => database.Prepare(
        $"SELECT kind, {(VersionOf(database) == ByKeyAlone ? "key" : "place || '/' || key")}, modified, checksum, value FROM objects");

    /// <summary>Whole or not at all. Does nothing to a store of the newest version.</summary>
    public static void Apply(Database database)
    {
        if (VersionOf(database) != ByKeyAlone)
            return;

        database.Execute("BEGIN IMMEDIATE");
        try
        {
            database.Execute("ALTER TABLE objects RENAME TO objects_by_key");
            database.Execute(Schema.Tables[^1]);
            Copy(database);
            database.Execute("DROP TABLE objects_by_key");
            database.Execute($"PRAGMA user_version={Schema.Version}");
            database.Execute("COMMIT");
        }
        finally
        {
            if (!database.IsIdle)
                database.Execute("ROLLBACK");
        }
    }

    public static long VersionOf(Database database) => database.ReadNumber("PRAGMA user_version");

    private static void Copy(Database database)
    {
        using var rows = database.Prepare("SELECT kind, key, modified, value FROM objects_by_key");
        using var put = database.Prepare("INSERT INTO objects (kind, place, key, modified, checksum, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        Span<byte> buffer = stackalloc byte[RowName.MostBytes];
        while (rows.Step())
        {
            var (kind, modified) = (rows.Number(0), rows.Number(2));
            var place = Schema.PlaceOf(NounJson.Read((NounKind)kind, rows.Bytes(3)));
            var name = RowName.Of(place, rows.Text(1), buffer);
            put.Bind(1, kind).Bind(2, name.Place).Bind(3, name.Key).Bind(4, modified)
                .Bind(5, RowChecksum.Of(kind, modified, name.Whole, rows.Bytes(3))).Bind(6, rows.Bytes(3)).Run();
        }
    }
}
