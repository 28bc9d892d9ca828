using System.Security.Cryptography;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;

[assembly: AssemblyFixture(typeof(LocalEngine))]

namespace Gantry.DockerTests.Testing;

/// <summary>
/// The engine that these tests run on: <c>DOCKER_HOST</c>, else the default socket. Without one every test fails and
/// says what to do: a skipped test would look like a passed one.
/// </summary>
public sealed class LocalEngine : IAsyncLifetime
{
    public const string Busybox = "busybox:1.36";

    internal EngineAddress Address { get; private set; } = EngineAddress.Default;

    internal DockerEngine Engine { get; private set; } = new(EngineAddress.Default, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        Address = EngineAddress.From(flag: null, Environment.GetEnvironmentVariable("DOCKER_HOST"));
        Engine.Dispose();
        Engine = new DockerEngine(Address, TimeProvider.System);
        var ct = TestContext.Current.CancellationToken;
        try
        {
            await Engine.PingAsync(ct);
        }
        catch (EngineException e)
        {
            throw new InvalidOperationException(
                "These tests need a Docker Engine. Start one (apt-get install docker.io, then dockerd or systemctl start "
                + $"docker) or set DOCKER_HOST to its unix socket. {e.Message}", e);
        }

        await MakeBusyboxAsync(ct);
    }

    /// <summary>A test's own corner of the engine: names and a label that no other run has, all removed in the end.</summary>
    internal EngineScope NewScope() => new(Engine, "gt-" + RandomNumberGenerator.GetHexString(10, lowercase: true));

    public ValueTask DisposeAsync()
    {
        Engine.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task MakeBusyboxAsync(CancellationToken ct)
    {
        try
        {
            await Engine.Images.InspectAsync(Busybox, ct);
        }
        catch (EngineException e) when (e.IsNotFound)
        {
            await using var tar = await BusyboxTar.CreateAsync(ct);
            await Engine.Images.ImportAsync(tar, "busybox", "1.36", ["CMD [\"sh\"]"], ct);
        }
    }
}
