using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Hosts;

/// <summary>A <c>gantry worker</c> on a machine of a lab. It is started again on the same data; who it is and whom it serves is in there.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gc-worker-");
    private readonly GantryProcess _process;
    private readonly string[] _first;

    /// <summary>Starts it and does not wait.</summary>
    /// <param name="join">Where the server is.</param>
    public WorkerProcess(LabMachine machine, Uri join, string token)
    {
        Machine = machine;
        _process = new GantryProcess(machine.Network, workingDirectory: null);
        _first = ["--join", join.OriginalString, "--token", token];
        Launch(_first);
    }

    public LabMachine Machine { get; }

    public string DataDirectory => Path.Combine(_folder.FullName, "data");

    /// <summary>All that it wrote, over all its starts.</summary>
    public string Log => _process.Log;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it on the same data and does not wait.</summary>
    public void StartAgain() => Launch();

    /// <summary>As <see cref="StartAgain"/>, with the token of the first start, as a unit file has it.</summary>
    public void StartAgainAsAtFirst() => Launch(_first);

    public Task KillAsync(CancellationToken ct) => _process.KillAsync(ct);

    public Task<(int ExitCode, TimeSpan After)> TerminateAsync(CancellationToken ct) => _process.TerminateAsync(ct);

    /// <returns>The exit code of one that ends by itself.</returns>
    public Task<int> ExitAsync(CancellationToken ct) => _process.ExitAsync(Patience, ct);

    public Task FreezeAsync(CancellationToken ct) => _process.FreezeAsync(ct);

    public Task ThawAsync(CancellationToken ct) => _process.ThawAsync(ct);

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await KillAsync(deadline.Token);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Launch(params string[] more) => _process.Start(
        [
            "worker", "--data-dir", DataDirectory, "--engine", $"unix://{Machine.Engine.SocketPath}",
            "--advertise", Machine.Address, "--name", Machine.Name, "--dns-listen", "off", .. more,
        ],
        new Dictionary<string, string> { ["GANTRY_CONFIG"] = Path.Combine(_folder.FullName, "config.yaml") });
}
