using System.ComponentModel;
using System.Diagnostics;
using Gantry.Output;

namespace Gantry.Remote;

/// <summary>One run of a program of this machine, with an argument list and never through a shell.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <param name="input">Read to its end; null: nothing is sent.</param>
    /// <exception cref="CliException">It is not installed.</exception>
    /// <exception cref="TimeoutException">It did not end in time, and was ended.</exception>
    public static async Task<ProgramRun> OfAsync(string program, IEnumerable<string> arguments, Stream? input, TimeSpan within, CancellationToken ct)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            throw new CliException(Gantry.Output.ExitCode.Error, $"The command {program} is missing on this machine.", "Install the system's ssh client: apt-get install openssh-client (dnf install openssh-clients, apk add openssh-client).");
        }

        using var deadline = new CancellationTokenSource(within, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(both.Token);
            var errors = process.StandardError.ReadToEndAsync(both.Token);
            await SendAsync(process.StandardInput, input, both.Token);
            await process.WaitForExitAsync(both.Token);
            return new ProgramRun(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            throw new TimeoutException($"{program} did not end within {within.TotalSeconds:0} s.");
        }
    }

    private static async Task SendAsync(StreamWriter writer, Stream? input, CancellationToken ct)
    {
        try
        {
            if (input is not null)
                await input.CopyToAsync(writer.BaseStream, ct);
            writer.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all: its exit code and last words tell why.
        }
    }
}
