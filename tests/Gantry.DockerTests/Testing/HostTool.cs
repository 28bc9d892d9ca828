using System.Diagnostics;

namespace Gantry.DockerTests.Testing;

/// <summary>Runs a command of this host, for the world around the tested code: the docker and ip commands.</summary>
internal static class HostTool
{
    /// <returns>What it wrote, without the last line end.</returns>
    public static async Task<string> RunAsync(CancellationToken ct, params string[] command)
    {
        var (exitCode, output, errors) = await TryRunAsync(ct, command);
        return exitCode == 0
            ? output.TrimEnd()
            : throw new InvalidOperationException($"'{string.Join(' ', command)}' ended with {exitCode}: {errors}{output}");
    }

    public static async Task<(int ExitCode, string Output, string Errors)> TryRunAsync(
        CancellationToken ct, params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
