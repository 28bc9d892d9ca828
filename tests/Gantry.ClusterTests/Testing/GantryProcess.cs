using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Testing;

/// <summary>A <c>gantry</c> that stays: it can be killed, frozen and started again, and what it wrote is kept over all its starts.</summary>
/// <param name="host">The network that it runs in; null: that of this machine.</param>
/// <param name="workingDirectory">Null: where the tests are.</param>
internal sealed class GantryProcess(HostNamespace? host, string? workingDirectory) : IDisposable
{
    private readonly StringBuilder _log = new();
    private Process? _process;

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public bool HasExited => _process is null or { HasExited: true };

    /// <summary>Null: it was never started.</summary>
    public int? ExitCode => _process?.ExitCode;

    private Process Started => _process ?? throw new InvalidOperationException("It was never started.");

    /// <param name="environment">Instead of every <c>GANTRY_</c> variable that the tests were started with.</param>
    public void Start(IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment)
    {
        if (!HasExited)
            throw new InvalidOperationException("It runs already.");
        IReadOnlyList<string> program = [.. host?.Enter ?? [], GantryBinary.Path, .. args];
        var start = new ProcessStartInfo(program[0], program.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GANTRY_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        _process?.Dispose();
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Remember(line.Data);
        _process.ErrorDataReceived += (_, line) => Remember(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>As <c>kill -9</c>; of one that is gone nothing is left to do.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        if (_process is not { HasExited: false } process)
            return;
        process.Kill();
        await process.WaitForExitAsync(ct);
    }

    /// <returns>The exit code, and how long it took to go.</returns>
    public async Task<(int ExitCode, TimeSpan After)> TerminateAsync(CancellationToken ct)
    {
        var process = Started;
        var start = TimeProvider.System.GetTimestamp();
        await SignalAsync("TERM", ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, TimeProvider.System.GetElapsedTime(start));
    }

    /// <summary>It is there and does nothing.</summary>
    public Task FreezeAsync(CancellationToken ct) => SignalAsync("STOP", ct);

    public Task ThawAsync(CancellationToken ct) => SignalAsync("CONT", ct);

    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync(TimeSpan within, CancellationToken ct)
    {
        var process = Started;
        await process.WaitForExitAsync(ct).WaitAsync(within, TimeProvider.System, ct);
        return process.ExitCode;
    }

    public void Dispose() => _process?.Dispose();

    private async Task SignalAsync(string signal, CancellationToken ct) =>
        await HostTool.RunAsync(ct, "kill", $"-{signal}", Started.Id.ToString(CultureInfo.InvariantCulture));

    private void Remember(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.AppendLine(line);
    }
}
