using System.Diagnostics;
using Gantry.ClusterTests.Testing;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>A person's shell with <c>gantry</c> in its path, a home of its own, and nothing else of this machine's environment that matters.</summary>
internal sealed class Client(ServerProcess server, string home)
{
    public string Home => home;

    public Dictionary<string, string> Variables { get; } = [];

    public async Task<Said> OnPipesAsync(string line, CancellationToken ct)
    {
        var start = StartOf("/bin/sh", "-c", line);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return new Said(process.ExitCode, (await output).TrimEnd('\n'), (await errors).TrimEnd('\n'));
    }

    public async Task<Said> OnTerminalAsync(string line, CancellationToken ct)
    {
        using var process = await TerminalProcess.StartAsync(StartOf("/bin/sh", "-c", line), ct);
        var exitCode = await process.ExitAsync(ct);
        return new Said(exitCode, Screen.Of(process.Printed), "");
    }

    /// <summary><c>gantry</c> itself on a terminal, to be typed to.</summary>
    public Task<TerminalProcess> AtTerminalAsync(CancellationToken ct, params string[] arguments) =>
        TerminalProcess.StartAsync(StartOf(GantryBinary.Path, arguments), ct);

    private ProcessStartInfo StartOf(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = home };
        foreach (var name in start.Environment.Keys.Where(IsOfGantryOrTaste).ToList())
            start.Environment.Remove(name);
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{start.Environment["PATH"]}";
        start.Environment["HOME"] = home;
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["GANTRY_HOST"] = $"unix://{server.SocketPath}";
        start.Environment["GANTRY_CONFIG"] = server.ConfigPath;
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        return start;
    }

    private static bool IsOfGantryOrTaste(string name) =>
        name.StartsWith("GANTRY_", StringComparison.Ordinal) || name is "NO_COLOR" or "DOCKER_CONFIG" or "COMPOSE_PROJECT_NAME" or "COMPOSE_FILE";
}
