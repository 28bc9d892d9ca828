using Gantry.Manager.State;
using Gantry.Manager.State.Sqlite;
using Gantry.Model.Ids;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.State;

/// <summary>What only a store in a file can meet: other versions, other programs, damage, crashes.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "data", "gantry.db");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_the_owner_may_read_the_folder_and_the_file()
    {
        await using var store = await OpenAsync();

        Assert.Equal("rwx------", ModeOf(System.IO.Path.GetDirectoryName(Path)));
        Assert.All(Directory.GetFiles(System.IO.Path.GetDirectoryName(Path) ?? ""), file => Assert.Equal("rw-------", ModeOf(file)));

        static string ModeOf(string? path) => string.Concat(
            Enumerable.Range(0, 9).Select(bit => ((int)File.GetUnixFileMode(path ?? "") & (256 >> bit)) == 0 ? '-' : "rwxrwxrwx"[bit]));
    }

    [Fact]
    public async Task A_clean_stop_leaves_one_file_and_its_lock()
    {
        await FillAsync();

        Assert.Equal(["gantry.db", "gantry.db.lock"], FilesThere().Keys);
    }

    [Fact]
    public async Task A_second_store_on_the_same_file_is_refused()
    {
        await using var store = await OpenAsync();

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(OpenAsync);

        Assert.Contains("in use", refused.Message);
        Assert.Contains("gantry.db", refused.Message);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_as_it_is()
    {
        await FillAsync();
        Change(database => database.Execute($"PRAGMA user_version={Schema.Version + 1}"));

        var refused = await RefusedUntouchedAsync();

        Assert.Contains("newer version", refused.Message);
    }

    [Fact]
    public async Task A_newer_schema_in_the_log_of_a_crash_is_refused_and_left_as_it_is()
    {
        await FillAsync();
        await CrashAsync(database => database.Execute($"PRAGMA user_version={Schema.Version + 1}"));

        var refused = await RefusedUntouchedAsync();

        Assert.Contains("newer version", refused.Message);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_is()
    {
        await FillAsync();
        Change(database => database.Execute("PRAGMA application_id=7"));

        Assert.Contains("another program", (await RefusedUntouchedAsync()).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(5_000)]
    public async Task What_is_no_database_is_refused_and_left_as_it_is(int length)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path) ?? "");
        await File.WriteAllBytesAsync(Path, new byte[length], Ct);

        Assert.Contains("no SQLite database", (await RefusedUntouchedAsync()).Message);
    }

    [Fact]
    public async Task A_log_without_its_file_is_refused()
    {
        await FillAsync();
        await CrashAsync(_ => { });
        File.Delete(Path);

        Assert.Contains("is missing", (await RefusedUntouchedAsync()).Message);
    }

    [Fact]
    public async Task A_row_that_is_gone_is_noticed()
    {
        await FillAsync();
        Change(database => database.Execute("DELETE FROM objects WHERE key = 's3'"));

        Assert.Contains("should hold", (await RefusedUntouchedAsync()).Message);
    }

    [Fact]
    public async Task A_row_that_was_edited_by_hand_is_noticed()
    {
        await FillAsync();
        Change(database => database.Execute("UPDATE objects SET value = replace(value, 'ada', 'eve') WHERE key = 's3'"));

        Assert.Contains("checksum", (await RefusedUntouchedAsync()).Message);
    }

    [Fact]
    public async Task A_flipped_bit_is_refused_or_changes_nothing()
    {
        var truth = await FillAsync();
        var sound = await File.ReadAllBytesAsync(Path, Ct);
        var random = new Random(1);
        var refused = 0;

        for (var place = 0; place < 200; place++)
        {
            var damaged = (byte[])sound.Clone();
            damaged[place < 40 ? place * 3 : random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(Path, damaged, Ct);
            try
            {
                Assert.Equal(truth, await ReadAsync());
            }
            catch (StoreRefusedException)
            {
                refused++;
                Assert.Equal(damaged, await File.ReadAllBytesAsync(Path, Ct));
            }

            Assert.DoesNotContain("gantry.db-wal", FilesThere().Keys);
        }

        Assert.InRange(refused, 50, 200);
    }

    [Fact]
    public async Task A_log_that_was_cut_anywhere_opens_to_what_was_committed_up_to_there()
    {
        var states = new List<string>();
        await FillAsync();
        await using (var store = await OpenAsync())
        {
            states.Add(Told(store));
            for (var n = 0; n < 12; n++)
            {
                await WriteAsync(store, tx => tx.Put(Nouns.Stack($"late{n}")));
                states.Add(Told(store));
            }

            CopyTo("crash");
        }

        var log = await File.ReadAllBytesAsync(_folder.File("crash/gantry.db-wal"), Ct);
        var seen = new HashSet<string>();
        for (var cut = 0; cut <= 40; cut++)
        {
            CopyBack("crash");
            await File.WriteAllBytesAsync(Path + "-wal", log[..(int)((long)log.Length * cut / 40)], Ct);
            var read = await ReadAsync();
            Assert.Contains(read, states);
            seen.Add(read);
        }

        Assert.Contains(states[0], seen);
        Assert.Contains(states[^1], seen);
        Assert.True(seen.Count > 5, "The cuts fell together: they prove too little.");
    }

    [Fact]
    public async Task A_store_opens_after_a_crash_with_all_that_was_acknowledged_and_goes_on()
    {
        await FillAsync();
        string truth;
        await using (var store = await OpenAsync())
        {
            await WriteAsync(store, tx => tx.Put(Nouns.Stack("late")));
            truth = Told(store);
            CopyTo("crash");
        }

        CopyBack("crash");
        await using (var store = await OpenAsync())
        {
            Assert.Equal(truth, Told(store));
            await WriteAsync(store, tx => tx.Put(Nouns.Stack("later")));
            truth = Told(store);
        }

        Assert.Equal(truth, await ReadAsync());
    }

    [Fact]
    public async Task The_log_does_not_grow_without_end()
    {
        await using var store = await OpenAsync();
        var text = new string('x', 1_000_000);

        for (var n = 0; n < 90; n++)
            await WriteAsync(store, tx => tx.Put(Nouns.Registry($"r{n % 10}") with { Username = text + n }));

        Assert.InRange(new FileInfo(Path + "-wal").Length, 1, 70L << 20);
    }

    private static async Task WriteAsync(StateStore store, Action<Transaction> change)
    {
        var tx = store.Begin();
        change(tx);
        await store.CommitAsync(tx, Ct);
    }

    /// <summary>Everything that a reader can see, as text.</summary>
    private static string Told(StateStore store)
    {
        var now = store.Current;
        return $"{now.Revision} {now.Settings} {string.Join(' ', now.Stacks.Select(s => $"{s.Name}:{s.UpdatedBy}:{s.Revision}"))}";
    }

    private Task<StateStore> OpenAsync() =>
        StateStore.OpenAsync(new SqliteBackend(Path), IdSource.Seeded(1), new ManualTime(), NullLogger<StateStore>.Instance, Ct);

    private async Task<string> ReadAsync()
    {
        await using var store = await OpenAsync();
        return Told(store);
    }

    private async Task<string> FillAsync()
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

    private void Change(Action<Database> change)
    {
        using (var database = Database.Open(Path))
            change(database);
    }

    /// <summary>Changes the file and dies before its log is folded in.</summary>
    private async Task CrashAsync(Action<Database> change)
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

    private async Task<StoreRefusedException> RefusedUntouchedAsync()
    {
        var before = FilesThere();

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(OpenAsync);

        Assert.Equal(before, FilesThere());
        return refused;
    }

    private SortedDictionary<string, string> FilesThere()
    {
        var files = Directory.GetFiles(System.IO.Path.GetDirectoryName(Path) ?? "");
        return new SortedDictionary<string, string>(files.ToDictionary(f => System.IO.Path.GetFileName(f), f => StableHash.Sha256Hex(File.ReadAllBytes(f))), StringComparer.Ordinal);
    }

    private void CopyTo(string name)
    {
        Directory.CreateDirectory(_folder.File(name));
        foreach (var suffix in (string[])["", "-wal"])
            File.Copy(Path + suffix, _folder.File($"{name}/gantry.db{suffix}"), overwrite: true);
    }

    private void CopyBack(string name)
    {
        File.Delete(Path + "-shm");
        foreach (var suffix in (string[])["", "-wal"])
            File.Copy(_folder.File($"{name}/gantry.db{suffix}"), Path + suffix, overwrite: true);
    }
}
