using Gantry.Tests.Testing;
using Gantry.Worker.Dns;
using Gantry.Worker.Networking;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Worker.Networking;

public sealed class NodeRoutesTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly DnsServer _dns;
    private readonly NodeRoutes _routes;

    public NodeRoutesTests()
    {
        _dns = new DnsServer(new DnsSettings(Loopback: null, "/none"), () => [], _time, new Random(1), NullLogger<DnsServer>.Instance);
        _routes = new NodeRoutes(
            _dns, new PortRoutes("test", NullLogger<PortRoutes>.Instance), _ => { }, _time, NullLogger<NodeRoutes>.Instance);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_manager_is_silent_it_rests_between_its_turns()
    {
        _routes.Recall(KnownRoutes.None);
        await _routes.StartAsync(Ct);
        await WorkerNode.UntilAsync(() => _time.Waiting == 1);

        _time.Advance(TimeSpan.FromSeconds(11));

        await WorkerNode.UntilAsync(() => _time.Waiting == 1);
        await _routes.StopAsync(Ct);
    }

    public void Dispose()
    {
        _routes.Dispose();
        _dns.Dispose();
    }
}
