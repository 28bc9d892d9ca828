using System.Net;
using Gantry.Model.Networks;
using Gantry.Model.Wire;
using Gantry.Worker.Dns;
using Gantry.Worker.Memory;
using Gantry.Worker.Networking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Worker.Memory;

public sealed class WorkerMemoryTests : IDisposable
{
    private static readonly KnownRoutes Known = new(
        [
            new AssignedNetwork(
                new NetworkSpec("shop_front") { Internal = true }, "shop", "10.128.0.0/25",
                [new NetworkService("shop", "web", ["www"], [new NetworkReplica("1", "10.128.0.2")])]),
        ],
        [new AssignedRoute("shop", "web", 8080, "tcp", HostIp: null, [new RouteBackend("10.128.0.2", 80)])],
        [new Asker([IPAddress.Parse("10.128.0.2"), IPAddress.Parse("10.128.1.2")], ["shop_front", "shop_back"]) { Servers = [IPEndPoint.Parse("9.9.9.9:53"), IPEndPoint.Parse("[2001:db8::7]:53")] }]);

    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-memory-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string RoutesFile => Path.Combine(_folder, "routes.json");

    [Fact]
    public async Task What_was_known_is_known_again_after_a_restart()
    {
        await RememberAsync(memory =>
        {
            memory.Remember(Known);
            memory.Remember([new PulledImage("sha256:1", ["app:1"], new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))]);
        });

        using var memory = Open();
        var again = memory.Routes();

        Assert.Equal(Text(Known), Text(again));
        Assert.Equal(["9.9.9.9:53", "[2001:db8::7]:53"], Assert.Single(again?.Askers ?? []).Servers.Select(s => $"{s}"));
        Assert.Equal(("sha256:1", "app:1"), (Assert.Single(memory.Images()).Id, Assert.Single(memory.Images()[0].References)));
    }

    [Fact]
    public async Task Only_the_owner_may_read_it_and_nothing_else_is_left_beside_it()
    {
        await RememberAsync(memory => memory.Remember(Known));

        Assert.Equal([RoutesFile], Directory.GetFiles(_folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(RoutesFile));
    }

    [Fact]
    public void Without_a_file_nothing_is_known()
    {
        using var memory = Open();

        Assert.Null(memory.Routes());
        Assert.Empty(memory.Images());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"networks":null,"routes":[],"askers":[]}""")]
    [InlineData("""{"networks":[],"routes":[],"askers":[{"addresses":["nowhere"],"networks":[]}]}""")]
    [InlineData("""{"networks":[{"spec":{"name":"n"},"stack":null,"subnet":"ten","services":[]}],"routes":[],"askers":[]}""")]
    public async Task A_damaged_file_is_ignored_and_written_anew(string text)
    {
        await File.WriteAllTextAsync(RoutesFile, text, Ct);
        using (var damaged = Open())
            Assert.Null(damaged.Routes());

        await RememberAsync(memory => memory.Remember(Known));

        using var memory = Open();
        Assert.NotNull(memory.Routes());
    }

    [Fact]
    public async Task A_file_that_was_cut_off_at_any_byte_is_ignored()
    {
        await RememberAsync(memory => memory.Remember(Known));
        var bytes = await File.ReadAllBytesAsync(RoutesFile, Ct);

        for (var length = 0; length < bytes.Length; length += 7)
        {
            await File.WriteAllBytesAsync(RoutesFile, bytes[..length], Ct);
            using var memory = Open();
            Assert.Null(memory.Routes());
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private WorkerMemory Open() => new(_folder, TimeProvider.System, NullLogger<WorkerMemory>.Instance);

    // Stopping writes what is still to be written.
    private async Task RememberAsync(Action<WorkerMemory> remember)
    {
        using var memory = Open();
        await memory.StartAsync(Ct);
        remember(memory);
        await memory.StopAsync(Ct);
    }

    private static string Text(KnownRoutes? known) => known is null
        ? "nothing"
        : System.Text.Json.JsonSerializer.Serialize(RememberedRoutes.From(known), MemoryJson.Default.RememberedRoutes);
}
