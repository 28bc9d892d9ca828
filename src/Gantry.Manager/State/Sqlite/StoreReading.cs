namespace Gantry.Manager.State.Sqlite;

/// <summary>Reads a store whole and believes nothing without its checksum.</summary>
internal static class StoreReading
{
    /// <exception cref="StoreRefusedException">A row is damaged or missing.</exception>
    public static StoredState ReadAll(StoreFile file, Database database)
    {
        var (revision, count) = ReadMeta(file, database);
        var objects = ReadObjects(file, database, revision);
        if (objects.Count != count)
            throw file.Damaged($"it holds {objects.Count} objects, and should hold {count}");

        CheckEvents(file, database, revision);
        return new StoredState(revision, objects);
    }

    private static (Revision Revision, long Objects) ReadMeta(StoreFile file, Database database)
    {
        using var rows = database.Prepare("SELECT epoch, revision, objects, checksum FROM meta WHERE id = 1");
        if (!rows.Step())
            throw file.Damaged("its revision is missing");

        var revision = new Revision(rows.Number(0), rows.Number(1));
        var objects = rows.Number(2);
        return Schema.MetaChecksum(revision, objects) == rows.Number(3)
            ? (revision, objects)
            : throw file.Damaged("the checksum of its revision is wrong");
    }

    private static List<StoredObject> ReadObjects(StoreFile file, Database database, Revision last)
    {
        var objects = new List<StoredObject>();
        using var rows = SchemaUpgrade.PrepareObjects(database);
        while (rows.Step())
        {
            var (kind, modified) = (rows.Number(0), rows.Number(2));
            if (RowChecksum.Of(kind, modified, rows.Bytes(1), rows.Bytes(4)) != rows.Number(3) || modified > last.Number)
                throw file.Damaged($"the checksum of object '{rows.Text(1)}' (kind {kind}) is wrong");
            objects.Add(new StoredObject((NounKind)kind, modified, rows.Bytes(4).ToArray()));
        }

        return objects;
    }

    private static void CheckEvents(StoreFile file, Database database, Revision last)
    {
        using var rows = database.Prepare("SELECT revision, at, count, checksum, value FROM events");
        while (rows.Step())
        {
            if (!EventRows.IsSound(rows) || rows.Number(0) > last.Number)
                throw file.Damaged($"the checksum of the events of revision {rows.Number(0)} is wrong");
        }
    }
}
