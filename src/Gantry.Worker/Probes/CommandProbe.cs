using System.Diagnostics;
using System.Text;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Probes;

/// <summary>Runs a command in a container; exit code 0 passes.</summary>
internal sealed class CommandProbe(IEngine engine)
{
    private static readonly TimeSpan CleanupDeadline = TimeSpan.FromSeconds(5);

    /// <exception cref="OperationCanceledException">It took too long, and its process was killed.</exception>
    public async Task<ProbeAnswer> AskAsync(IReadOnlyList<string> command, string container, CancellationToken ct)
    {
        var exec = await engine.Execs.CreateAsync(container, new CreateExec(command), ct);
        try
        {
            await using var session = await engine.Execs.StartAsync(exec, tty: false, ct);
            var output = await ReadAsync(session, ct);
            var details = await engine.Execs.InspectAsync(exec, ct);
            return details.ExitCode == 0 ? ProbeAnswer.Passed : ProbeAnswer.Failed($"Exit code {details.ExitCode}\n{output}".Trim());
        }
        catch (OperationCanceledException)
        {
            await KillAsync(exec, container);
            throw;
        }
    }

    // All of it is read, or the process would stop at a full pipe; only the beginning is kept.
    private static async Task<string> ReadAsync(ExecSession session, CancellationToken ct)
    {
        var kept = new MemoryStream();
        await foreach (var frame in session.OutputAsync(ct))
        {
            var room = ProbeAnswer.OutputLimitBytes - (int)kept.Length;
            kept.Write(frame.Bytes.Span[..Math.Min(room, frame.Bytes.Length)]);
        }

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }

    // The engine has no call that ends an exec, and a command that hangs would leave one more process at each interval.
    private async Task KillAsync(string exec, string container)
    {
        using var deadline = new CancellationTokenSource(CleanupDeadline);
        try
        {
            var details = await engine.Execs.InspectAsync(exec, deadline.Token);
            if (details.Running && IsIn(container, details.Pid))
            {
                using var process = Process.GetProcessById(details.Pid);
                process.Kill();
            }
        }
        catch (Exception gone) when (gone is EngineException or OperationCanceledException or ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself, the engine is away, or the process belongs to another machine's kernel.
        }
    }

    // A pid may have another owner by now: only a process in the container's own control group is killed.
    private static bool IsIn(string container, int pid)
    {
        try
        {
            return pid > 0 && File.ReadAllText($"/proc/{pid}/cgroup").Contains(container, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
