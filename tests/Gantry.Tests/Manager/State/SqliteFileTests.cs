using Gantry.Manager.State;
using Gantry.Manager.State.Sqlite;

namespace Gantry.Tests.Manager.State;

/// <summary>What only a store in a file can meet: other versions, other programs, crashes.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly SqliteFileRig _file = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Only_the_owner_may_read_the_folder_and_the_file()
    {
        await using var store = await _file.OpenAsync();

        Assert.Equal("rwx------", ModeOf(_file.Folder));
        Assert.All(Directory.GetFiles(_file.Folder), file => Assert.Equal("rw-------", ModeOf(file)));

        static string ModeOf(string path) => string.Concat(
            Enumerable.Range(0, 9).Select(bit => ((int)File.GetUnixFileMode(path) & (256 >> bit)) == 0 ? '-' : "rwxrwxrwx"[bit]));
    }

    [Fact]
    public async Task A_clean_stop_leaves_one_file_and_its_lock()
    {
        await _file.FillAsync();

        Assert.Equal(["gantry.db", "gantry.db.lock"], _file.FilesThere().Keys);
    }

    [Fact]
    public async Task A_second_store_on_the_same_file_is_refused()
    {
        await using var store = await _file.OpenAsync();

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(_file.OpenAsync);

        Assert.Contains("in use", refused.Message);
        Assert.Contains("gantry.db", refused.Message);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_as_it_is()
    {
        await _file.FillAsync();
        _file.Change(database => database.Execute($"PRAGMA user_version={Schema.Version + 1}"));

        var refused = await _file.RefusedUntouchedAsync();

        Assert.Contains("newer version", refused.Message);
    }

    [Fact]
    public async Task A_newer_schema_in_the_log_of_a_crash_is_refused_and_left_as_it_is()
    {
        await _file.FillAsync();
        await _file.CrashAsync(database => database.Execute($"PRAGMA user_version={Schema.Version + 1}"));

        var refused = await _file.RefusedUntouchedAsync();

        Assert.Contains("newer version", refused.Message);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_is()
    {
        await _file.FillAsync();
        _file.Change(database => database.Execute("PRAGMA application_id=7"));

        Assert.Contains("another program", (await _file.RefusedUntouchedAsync()).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(5_000)]
    public async Task What_is_no_database_is_refused_and_left_as_it_is(int length)
    {
        Directory.CreateDirectory(_file.Folder);
        await File.WriteAllBytesAsync(_file.Path, new byte[length], Ct);

        Assert.Contains("no SQLite database", (await _file.RefusedUntouchedAsync()).Message);
    }

    [Fact]
    public async Task A_store_opens_after_a_crash_with_all_that_was_acknowledged_and_goes_on()
    {
        await _file.FillAsync();
        string truth;
        await using (var store = await _file.OpenAsync())
        {
            await SqliteFileRig.WriteAsync(store, tx => tx.Put(Nouns.Stack("late")));
            truth = SqliteFileRig.Told(store);
            _file.CopyTo("crash");
        }

        _file.CopyBack("crash");
        await using (var store = await _file.OpenAsync())
        {
            Assert.Equal(truth, SqliteFileRig.Told(store));
            await SqliteFileRig.WriteAsync(store, tx => tx.Put(Nouns.Stack("later")));
            truth = SqliteFileRig.Told(store);
        }

        Assert.Equal(truth, await _file.ReadAsync());
    }

    [Fact]
    public async Task The_log_does_not_grow_without_end()
    {
        await using var store = await _file.OpenAsync();
        var text = new string('x', 1_000_000);

        for (var n = 0; n < 90; n++)
            await SqliteFileRig.WriteAsync(store, tx => tx.Put(Nouns.Registry($"r{n % 10}") with { Username = text + n }));

        Assert.InRange(new FileInfo(_file.Path + "-wal").Length, 1, 70L << 20);
    }
}
