using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Testing;

/// <summary>One server for the tests of a class, each of which has a stack of its own name.</summary>
public sealed class SharedServer(LocalEngine engine) : IAsyncLifetime
{
    private ServerProcess? _process;

    internal ServerProcess Process => _process ?? throw new InvalidOperationException("Not started yet.");

    public async ValueTask InitializeAsync() => _process = await ServerProcess.StartAsync(engine, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
