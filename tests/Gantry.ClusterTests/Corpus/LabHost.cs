using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Corpus;

/// <summary>A host of its own with an engine and a server: the stacks there may publish any port.</summary>
public sealed class LabHost : IAsyncLifetime
{
    private HostNamespace? _network;
    private OwnEngine? _engine;
    private ServerProcess? _server;

    internal HostNamespace Network => _network ?? throw new InvalidOperationException("Not started yet.");

    internal OwnEngine Engine => _engine ?? throw new InvalidOperationException("Not started yet.");

    internal ServerProcess Server => _server ?? throw new InvalidOperationException("Not started yet.");

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        _network = await HostNamespace.CreateAsync(ct);
        _engine = await OwnEngine.StartAsync(ct, host: _network);
        _server = await ServerProcess.StartAsync(new ServerPlace(_engine.Engine, _engine.SocketPath) { Host = _network, EngineGoesToo = true }, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_engine is not null)
            await _engine.DisposeAsync();
        if (_network is not null)
            await _network.DisposeAsync();
    }
}
