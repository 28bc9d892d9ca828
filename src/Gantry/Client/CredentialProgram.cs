using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>docker's <c>docker-credential-NAME</c> programs: an argument list and standard input, never a shell.</summary>
internal sealed class CredentialProgram(string name, CliEnvironment environment)
{
    // A helper may ask a keychain, which may ask a person.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>Neither when the helper knows no login.</returns>
    public async Task<(DockerCredential? Credential, string? Problem)> GetAsync(string server, CancellationToken ct)
    {
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            return (null, $"'{name}' is not the name of a credential helper.");
        var start = new ProcessStartInfo($"docker-credential-{name}", ["get"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment.Variable("PATH") is { } path && Find(path, start.FileName) is { } program)
            start.FileName = program;
        try
        {
            using var process = Process.Start(start) ?? throw new Win32Exception("it did not start");
            return await TalkAsync(process, server, ct);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return (null, $"docker-credential-{name} cannot be run: {e.Message}");
        }
    }

    private static string? Find(string path, string program) =>
        path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static async Task AskAsync(StreamWriter input, string server, CancellationToken ct)
    {
        try
        {
            await input.WriteLineAsync(server.AsMemory(), ct);
            input.Close();
        }
        catch (IOException)
        {
            // It ended without reading: what it says and its exit code tell why.
        }
    }

    private async Task<(DockerCredential?, string?)> TalkAsync(Process process, string server, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            await AskAsync(process.StandardInput, server, both.Token);
            var said = process.StandardError.ReadToEndAsync(both.Token);
            var output = await process.StandardOutput.ReadToEndAsync(both.Token);
            await process.WaitForExitAsync(both.Token);
            if (process.ExitCode == 0)
                return (JsonSerializer.Deserialize(output, DockerConfigJson.Default.DockerCredential), null);

            // The helpers' protocol has no code for "no such login", only this text on standard output.
            return output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase)
                ? (null, null)
                : (null, $"docker-credential-{name} failed: {(output + await said).Trim()}");
        }
        catch (JsonException e)
        {
            return (null, $"docker-credential-{name} answered no JSON: {e.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return (null, $"docker-credential-{name} did not answer within {Patience.TotalSeconds:0} s.");
        }
    }
}
