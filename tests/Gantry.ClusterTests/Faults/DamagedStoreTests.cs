using System.Buffers.Binary;
using System.Security.Cryptography;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Faults;

public sealed class DamagedStoreTests(LocalEngine engine)
{
    private const int StoreRefused = 13;

    [Theory]
    [InlineData(0, "the header")]
    [InlineData(0.5, "a page in the middle")]
    public async Task A_damaged_store_ends_the_start_with_13_and_is_left_as_it_is(double place, string what)
    {
        var ct = TestContext.Current.CancellationToken;
        var stack = RandomStack.Named("kept");
        await using var server = await ServerProcess.StartAsync(engine, ct);
        await server.DeployAndWaitAsync(stack, Composes.Sleeper(), ct);
        var before = await server.Cluster.StartsAsync(stack, ct);
        await server.TerminateAsync(ct);
        await DamageAsync(Path.Combine(server.DataDirectory, "state.db"), place, ct);
        var bytes = await BytesAsync(server.DataDirectory, ct);

        server.StartToDie("none");
        var exitCode = await server.ExitAsync(ct);

        Assert.True(exitCode == StoreRefused, $"Damaged {what}: exit code {exitCode}.\n{server.Log}");
        Assert.Contains("state.db", server.Log, StringComparison.Ordinal);
        Assert.Equal(bytes, await BytesAsync(server.DataDirectory, ct));
        Assert.Equal(before, await server.Cluster.StartsAsync(stack, ct));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_ends_the_start_with_13_and_is_left_as_it_is()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await ServerProcess.StartAsync(engine, ct);
        await server.TerminateAsync(ct);
        await RaiseSchemaAsync(Path.Combine(server.DataDirectory, "state.db"), ct);
        var bytes = await BytesAsync(server.DataDirectory, ct);

        server.StartToDie("none");
        var exitCode = await server.ExitAsync(ct);

        Assert.True(exitCode == StoreRefused, $"Exit code {exitCode}.\n{server.Log}");
        Assert.Contains("was written by a newer version of Gantry (schema ", server.Log, StringComparison.Ordinal);
        Assert.Equal(bytes, await BytesAsync(server.DataDirectory, ct));
    }

    // SQLite keeps user_version in four bytes of the header. source: https://www.sqlite.org/fileformat.html#user_version_number
    private static async Task RaiseSchemaAsync(string path, CancellationToken ct)
    {
        var content = await File.ReadAllBytesAsync(path, ct);
        var version = content.AsMemory(60, 4);
        BinaryPrimitives.WriteInt32BigEndian(version.Span, BinaryPrimitives.ReadInt32BigEndian(version.Span) + 1);
        await File.WriteAllBytesAsync(path, content, ct);
    }

    private static async Task DamageAsync(string path, double place, CancellationToken ct)
    {
        var content = await File.ReadAllBytesAsync(path, ct);
        var from = (int)(content.Length * place) / 4096 * 4096;
        content.AsSpan(from, 512).Fill(0xA5);
        await File.WriteAllBytesAsync(path, content, ct);
    }

    private static async Task<IReadOnlyList<string>> BytesAsync(string folder, CancellationToken ct)
    {
        var files = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "state.db*").Order(StringComparer.Ordinal))
            files.Add($"{Path.GetFileName(path)} {Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(path, ct)))}");
        return files;
    }
}
