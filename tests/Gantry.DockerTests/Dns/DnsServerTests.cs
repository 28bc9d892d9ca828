using System.Net;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Dns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.DockerTests.Dns;

/// <summary>Real containers ask through the engine's own resolver.</summary>
public sealed class DnsServerTests : IAsyncDisposable
{
    private readonly NetworkLab _lab = new();
    private readonly IPNetwork _shop = NetworkLab.RandomSubnet();
    private readonly IPNetwork _blog = NetworkLab.RandomSubnet();
    private readonly DnsServer _server = new(
        new DnsSettings(null, "/dev/null"), TimeProvider.System, new Random(1), NullLogger<DnsServer>.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        _server.Dispose();
        await _lab.DisposeAsync();
    }

    [Fact]
    public async Task Containers_find_each_other_by_service_name_on_their_networks_and_nowhere_else()
    {
        // Listening begins before the bridges exist.
        _server.Listen(new HashSet<IPEndPoint> { Resolver(_shop), Resolver(_blog) });
        await _server.StartAsync(Ct);
        await Eventually.HoldsAsync(() => Task.FromResult(_server.Bound.Count == 2), "both gateways are bound", Ct);

        var shop = await _lab.AddNetworkAsync(_shop, Ct);
        var blog = await _lab.AddNetworkAsync(_blog, Ct);
        var web = await _lab.RunWebAsync(shop, "web-1", Ct, Dns(_shop));
        var cache = await _lab.RunWebAsync(blog, "cache-1", Ct, Dns(_blog));
        var both = await _lab.RunAsync(shop, "both", "exec sleep 600", Ct, Dns(_shop));
        await HostTool.RunAsync(Ct, "docker", "network", "connect", blog, both);
        _server.Names = new NameTable(
            [Network("shop_default", _shop, "shop", "web", web), Network("blog_default", _blog, "blog", "cache", cache)],
            [new Asker([await NetworkLab.AddressOfAsync(both, shop, Ct), await NetworkLab.AddressOfAsync(both, blog, Ct)], ["shop_default", "blog_default"])]);

        foreach (var name in (string[])["web", "WEB", "w3", "tasks.web", "web.1", "shop_web"])
            Assert.StartsWith("web-1 ", await GetAsync("web-1", name), StringComparison.Ordinal);
        Assert.Contains("bad address", await GetAsync("web-1", "cache"), StringComparison.Ordinal);
        Assert.Contains("bad address", await GetAsync("web-1", "blog_cache"), StringComparison.Ordinal);
        Assert.StartsWith("cache-1 ", await GetAsync("cache-1", "cache"), StringComparison.Ordinal);
        Assert.Contains("bad address", await GetAsync("cache-1", "web"), StringComparison.Ordinal);
        Assert.StartsWith("web-1 ", await GetAsync("both", "web"), StringComparison.Ordinal);
        Assert.StartsWith("cache-1 ", await GetAsync("both", "cache"), StringComparison.Ordinal);
        Assert.Equal(0, _server.Counters.Refused);
    }

    private Task<string> GetAsync(string container, string name) =>
        NetworkLab.GetFromContainerAsync(_lab.ContainerName(container), $"http://{name}/cgi-bin/who", Ct);

    private static NamedNetwork Network(string id, IPNetwork subnet, string stack, string service, IPAddress address) =>
        new(id, subnet, [new NamedService(stack, service, service == "web" ? ["w3"] : [], [new NamedReplica("1", address)])]);

    private static IPEndPoint Resolver(IPNetwork subnet) => new(NetworkLab.Gateway(subnet), 53);

    private static string[] Dns(IPNetwork subnet) => ["--dns", $"{NetworkLab.Gateway(subnet)}"];
}
