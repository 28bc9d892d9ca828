using Gantry.Model.Events;
using Gantry.Model.Json;

namespace Gantry.Manager.State.Sqlite;

/// <summary>Rows of the event table, as <c>revision, at, count, checksum, value</c>.</summary>
internal static class EventRows
{
    public const string Columns = "revision, at, count, checksum, value";

    public static bool IsSound(Statement row) =>
        RowChecksum.Of(row.Number(0), row.Number(1), BitConverter.GetBytes(row.Number(2)), row.Bytes(4)) == row.Number(3);

    public static void Bind(Statement insert, EventBatch batch)
    {
        var value = CompactJson.WriteBytes(batch);
        var newest = batch.Events.Max(e => e.At).ToUnixTimeMilliseconds();
        long count = batch.Events.Count;
        insert.Bind(1, batch.Revision).Bind(2, newest).Bind(3, count)
            .Bind(4, RowChecksum.Of(batch.Revision, newest, BitConverter.GetBytes(count), value)).Bind(5, value);
    }
}
