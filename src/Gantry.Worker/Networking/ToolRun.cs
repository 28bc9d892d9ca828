using System.ComponentModel;
using System.Diagnostics;

namespace Gantry.Worker.Networking;

/// <summary>One run of a system tool with an argument list, never through a shell.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    // The tools answer within milliseconds. Ten seconds is for a machine that is swapping, and for another
    // program that holds the lock of iptables.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public bool IsOk => ExitCode == 0;

    /// <returns>Null when the tool is not installed.</returns>
    /// <exception cref="NetworkingException">The tool did not end in time; it has been killed.</exception>
    public static async Task<ToolRun?> TryRunAsync(
        string tool, IReadOnlyList<string> arguments, string input, CancellationToken ct)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return new ToolRun(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            throw new NetworkingException(
                $"'{tool} {string.Join(' ', arguments)}' did not end within {Deadline.TotalSeconds:0} s and was killed.");
        }
        catch (IOException e)
        {
            throw new NetworkingException($"'{tool} {string.Join(' ', arguments)}' ended before it read its input.", e);
        }
    }
}
