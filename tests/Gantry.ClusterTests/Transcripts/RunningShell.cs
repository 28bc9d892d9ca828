using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>A server with one container that waits for commands, for all tests of a class.</summary>
public sealed class RunningShell(LocalEngine engine) : IAsyncLifetime
{
    private readonly SharedServer _shared = new(engine);
    private readonly string _stack = RandomStack.Named("terminal");

    internal ServerProcess Server => _shared.Process;

    internal string Service => $"{_stack}_main";

    public async ValueTask InitializeAsync()
    {
        await _shared.InitializeAsync();
        await Server.DeployAndWaitAsync(_stack, Composes.Sleeper(), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _shared.DisposeAsync();
}
