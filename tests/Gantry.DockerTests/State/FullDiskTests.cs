using Gantry.DockerTests.Testing;
using Gantry.Manager.State;
using Gantry.Manager.State.Sqlite;
using Gantry.Model.Registries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.DockerTests.State;

/// <summary>A disk that runs full, as a small tmpfs. Here since mounting needs root, as the rest of this tier.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly string _mount = Directory.CreateTempSubdirectory("gantry-full-disk-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await HostTool.RunAsync(Ct, "mount", "-t", "tmpfs", "-o", "size=4m", "gantry-test", _mount);

    public async ValueTask DisposeAsync()
    {
        await HostTool.RunAsync(CancellationToken.None, "umount", _mount);
        Directory.Delete(_mount);
    }

    [Fact]
    public async Task A_full_disk_refuses_the_change_and_the_next_one_works_when_there_is_space_again()
    {
        var ballast = Path.Combine(_mount, "ballast");
        var path = Path.Combine(_mount, "gantry.db");
        await using (var store = await OpenAsync(path))
        {
            await WriteAsync(store, "before");
            Fill(ballast);
            var before = store.Current;

            // What fits into pages that the log has already may still go through; a megabyte does not.
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(store, "large", new string('x', 1 << 20)));

            Assert.Equal(StoreTrouble.Full, refused.Trouble);
            Assert.Contains("full", refused.Message);
            Assert.Same(before, store.Current);

            File.Delete(ballast);
            await WriteAsync(store, "after");
            Assert.NotNull(store.Current.FindRegistry("after"));
        }

        await using var again = await OpenAsync(path);
        Assert.Null(again.Current.FindRegistry("large"));
        Assert.NotNull(again.Current.FindRegistry("before"));
        Assert.NotNull(again.Current.FindRegistry("after"));
    }

    private static Task<StateStore> OpenAsync(string path) =>
        StateStore.OpenAsync(new SqliteBackend(path), TimeProvider.System, NullLogger<StateStore>.Instance, Ct);

    private static async Task WriteAsync(StateStore store, string host, string username = "ada")
    {
        var tx = store.Begin();
        tx.Put(new Registry(host, username, [], new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        await store.CommitAsync(tx, Ct);
    }

    private static void Fill(string ballast)
    {
        using var file = File.Create(ballast);
        try
        {
            while (true)
            {
                file.Write(new byte[4_096]);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full: that was the purpose.
        }
    }
}
