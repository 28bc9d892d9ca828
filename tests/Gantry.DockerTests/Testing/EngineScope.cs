using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Testing;

/// <summary>Everything that one test makes carries its label and goes when it is disposed, whatever happened.</summary>
internal sealed class EngineScope(IEngine engine, string prefix) : IAsyncDisposable
{
    private const string LabelKey = "dev.gantry.test";

    public IEngine Engine => engine;

    public string Prefix => prefix;

    public Dictionary<string, string> Labels { get; } = new() { [LabelKey] = prefix };

    public EngineFilter Ours => EngineFilter.Label($"{LabelKey}={prefix}");

    /// <summary>A subnet of 13 addresses that hardly anybody else has: engines refuse two networks that overlap.</summary>
    public string Subnet { get; } = string.Create(CultureInfo.InvariantCulture,
        $"10.{RandomNumberGenerator.GetInt32(192, 250)}.{RandomNumberGenerator.GetInt32(256)}.{16 * RandomNumberGenerator.GetInt32(16)}/28");

    /// <param name="host">1 to 14.</param>
    public string Address(int host)
    {
        var bytes = IPNetwork.Parse(Subnet).BaseAddress.GetAddressBytes();
        bytes[3] += (byte)host;
        return new IPAddress(bytes).ToString();
    }

    public string Name(string suffix) => $"{prefix}-{suffix}";

    /// <summary>A body for a container that runs this shell text.</summary>
    public CreateContainer Shell(string script) => new()
    {
        Image = LocalEngine.Busybox,
        Cmd = ["sh", "-c", script],
        Labels = Labels,
        // PID 1 has no default signal actions, so a shell ignores TERM and each stop would take its whole grace.
        StopSignal = "SIGKILL",
    };

    /// <returns>The id.</returns>
    public async Task<string> CreateAsync(string suffix, CreateContainer body, CancellationToken ct) =>
        (await engine.Containers.CreateAsync(Name(suffix), body, platform: null, ct)).Id;

    public async Task<string> RunAsync(string suffix, CreateContainer body, CancellationToken ct)
    {
        var id = await CreateAsync(suffix, body, ct);
        await engine.Containers.StartAsync(id, ct);
        return id;
    }

    public Task<string> RunAsync(string suffix, string script, CancellationToken ct) => RunAsync(suffix, Shell(script), ct);

    public async ValueTask DisposeAsync()
    {
        // Not the test's token: a test that was cancelled must leave nothing behind either.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var ct = deadline.Token;
        foreach (var container in await engine.Containers.ListAsync(Ours, all: true, ct))
            await IgnoreMissingAsync(engine.Containers.RemoveAsync(container.Id, force: true, volumes: true, ct));
        foreach (var network in await engine.Networks.ListAsync(Ours, ct))
            await IgnoreMissingAsync(engine.Networks.RemoveAsync(network.Id, ct));
        foreach (var volume in await engine.Volumes.ListAsync(Ours, ct))
            await IgnoreMissingAsync(engine.Volumes.RemoveAsync(volume.Name, force: true, ct));
    }

    private static async Task IgnoreMissingAsync(Task removal)
    {
        try
        {
            await removal;
        }
        catch (EngineException e) when (e.IsNotFound)
        {
            // The test removed it itself.
        }
    }
}
