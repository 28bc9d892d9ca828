using Gantry.Manager.State;
using Gantry.Manager.State.Sqlite;
using Gantry.Model.Ids;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.State;

/// <summary>A store in a file that a test may fill, copy as a crash would leave it, and change behind the store's back.</summary>
internal sealed class SqliteFileRig : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.File("data/gantry.db");

    public string Folder => _folder.File("data");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task WriteAsync(StateStore store, Action<Transaction> change)
    {
        var tx = store.Begin();
        change(tx);
        await store.CommitAsync(tx, Ct);
    }

    /// <summary>Everything that a reader can see, as text.</summary>
    public static string Told(StateStore store)
    {
        var now = store.Current;
        return $"{now.Revision} {now.Settings} {string.Join(' ', now.Stacks.Select(s => $"{s.Name}:{s.UpdatedBy}:{s.Revision}"))}";
    }

    public Task<StateStore> OpenAsync() =>
        StateStore.OpenAsync(new SqliteBackend(Path), IdSource.Seeded(1), new ManualTime(), NullLogger<StateStore>.Instance, Ct);

    public async Task<string> ReadAsync()
    {
        await using var store = await OpenAsync();
        return Told(store);
    }

    public async Task<string> FillAsync()
    {
        await using var store = await OpenAsync();
        for (var n = 0; n < 40; n++)
        {
            await WriteAsync(store, tx =>
            {
                tx.Put(Nouns.Stack($"s{n}"));
                tx.AddEvent(Nouns.Event($"{n}"));
            });
        }

        return Told(store);
    }

    public void Change(Action<Database> change)
    {
        using (var database = Database.Open(Path))
            change(database);
    }

    /// <summary>Changes the file and dies before its log is folded in.</summary>
    public async Task CrashAsync(Action<Database> change)
    {
        await using (var store = await OpenAsync())
            await WriteAsync(store, tx => tx.Put(Nouns.Stack("late")));

        using (var database = Database.Open(Path))
        {
            database.Execute("PRAGMA wal_autocheckpoint=0");
            database.Execute("UPDATE meta SET id = 1");
            change(database);
            CopyTo("crash");
        }

        CopyBack("crash");
    }

    public async Task<StoreRefusedException> RefusedUntouchedAsync()
    {
        var before = FilesThere();

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(OpenAsync);

        Assert.Equal(before, FilesThere());
        return refused;
    }

    /// <summary>The hash of each file by its name.</summary>
    public SortedDictionary<string, string> FilesThere()
    {
        var files = Directory.GetFiles(Folder);
        return new SortedDictionary<string, string>(files.ToDictionary(f => System.IO.Path.GetFileName(f), f => StableHash.Sha256Hex(File.ReadAllBytes(f))), StringComparer.Ordinal);
    }

    public void CopyTo(string name)
    {
        Directory.CreateDirectory(_folder.File(name));
        foreach (var suffix in (string[])["", "-wal"])
            File.Copy(Path + suffix, CopyOf(name, suffix), overwrite: true);
    }

    public void CopyBack(string name)
    {
        File.Delete(Path + "-shm");
        foreach (var suffix in (string[])["", "-wal"])
            File.Copy(CopyOf(name, suffix), Path + suffix, overwrite: true);
    }

    /// <param name="suffix">Empty for the file itself, <c>-wal</c> for its log.</param>
    public string CopyOf(string name, string suffix) => _folder.File($"{name}/gantry.db{suffix}");

    public void Dispose() => _folder.Dispose();
}
