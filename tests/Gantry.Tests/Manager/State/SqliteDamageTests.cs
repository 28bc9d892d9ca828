using Gantry.Manager.State;

namespace Gantry.Tests.Manager.State;

/// <summary>A file that lost or changed some of its bytes: noticed at the start, and never read as something else.</summary>
public sealed class SqliteDamageTests : IDisposable
{
    private readonly SqliteFileRig _file = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_log_without_its_file_is_refused()
    {
        await _file.FillAsync();
        await _file.CrashAsync(_ => { });
        File.Delete(_file.Path);

        Assert.Contains("is missing", (await _file.RefusedUntouchedAsync()).Message);
    }

    [Fact]
    public async Task A_row_that_is_gone_is_noticed()
    {
        await _file.FillAsync();
        _file.Change(database => database.Execute("DELETE FROM objects WHERE key = 's3'"));

        Assert.Contains("should hold", (await _file.RefusedUntouchedAsync()).Message);
    }

    [Fact]
    public async Task A_row_that_was_edited_by_hand_is_noticed()
    {
        await _file.FillAsync();
        _file.Change(database => database.Execute("UPDATE objects SET value = replace(value, 'ada', 'eve') WHERE key = 's3'"));

        Assert.Contains("checksum", (await _file.RefusedUntouchedAsync()).Message);
    }

    [Fact]
    public async Task A_flipped_bit_is_refused_or_changes_nothing()
    {
        var truth = await _file.FillAsync();
        var sound = await File.ReadAllBytesAsync(_file.Path, Ct);
        var random = new Random(1);
        var refused = 0;

        for (var place = 0; place < 200; place++)
        {
            var damaged = (byte[])sound.Clone();
            damaged[place < 40 ? place * 3 : random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(_file.Path, damaged, Ct);
            try
            {
                Assert.Equal(truth, await _file.ReadAsync());
            }
            catch (StoreRefusedException)
            {
                refused++;
                Assert.Equal(damaged, await File.ReadAllBytesAsync(_file.Path, Ct));
            }

            Assert.DoesNotContain("gantry.db-wal", _file.FilesThere().Keys);
        }

        Assert.InRange(refused, 50, 200);
    }

    [Fact]
    public async Task A_log_that_was_cut_anywhere_opens_to_what_was_committed_up_to_there()
    {
        var states = new List<string>();
        await _file.FillAsync();
        await using (var store = await _file.OpenAsync())
        {
            states.Add(SqliteFileRig.Told(store));
            for (var n = 0; n < 12; n++)
            {
                await SqliteFileRig.WriteAsync(store, tx => tx.Put(Nouns.Stack($"late{n}")));
                states.Add(SqliteFileRig.Told(store));
            }

            _file.CopyTo("crash");
        }

        var log = await File.ReadAllBytesAsync(_file.CopyOf("crash", "-wal"), Ct);
        var seen = new HashSet<string>();
        for (var cut = 0; cut <= 40; cut++)
        {
            _file.CopyBack("crash");
            await File.WriteAllBytesAsync(_file.Path + "-wal", log[..(int)((long)log.Length * cut / 40)], Ct);
            var read = await _file.ReadAsync();
            Assert.Contains(read, states);
            seen.Add(read);
        }

        Assert.Contains(states[0], seen);
        Assert.Contains(states[^1], seen);
        Assert.True(seen.Count > 5, "The cuts fell together: they prove too little.");
    }
}
