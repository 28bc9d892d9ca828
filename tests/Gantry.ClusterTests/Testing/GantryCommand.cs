using System.Diagnostics;
using System.Globalization;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Testing;

/// <summary>The built program as a person runs it, with a home of its own.</summary>
/// <param name="home">A folder; also the working directory.</param>
internal sealed class GantryCommand(string home)
{
    /// <summary>Longer than anything here takes: a server that should have refused to start must not run for ever.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string> _variables = [];

    public string this[string variable]
    {
        set => _variables[variable] = value;
    }

    /// <summary>The network that it runs in; null: that of this machine.</summary>
    public HostNamespace? Host { get; init; }

    /// <summary>What is typed into it.</summary>
    public string Input { get; init; } = "";

    public async Task<CommandOutcome> RunAsync(CancellationToken ct, params string[] args)
    {
        using var process = Start(args);
        try
        {
            await process.StandardInput.WriteAsync(Input.AsMemory(), ct);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct).WaitAsync(LongestRun, TimeProvider.System, ct);
            return new CommandOutcome(process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Lets it run, shows its lines until the reader has seen enough, and interrupts it as Ctrl-C does.</summary>
    /// <param name="isEnough">Asked for each line of its output.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> WatchAsync(string[] args, Func<string, Task<bool>> isEnough, CancellationToken ct)
    {
        using var process = Start(args);
        process.StandardInput.Close();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(ct).AsTask().WaitAsync(Eventually.Patience, TimeProvider.System, ct) is { } line)
            {
                if (!await isEnough(line))
                    continue;
                await HostTool.RunAsync(ct, "kill", "-INT", process.Id.ToString(CultureInfo.InvariantCulture));
                break;
            }

            await process.WaitForExitAsync(ct).WaitAsync(Eventually.Patience, TimeProvider.System, ct);
            return process.ExitCode;
        }
        finally
        {
            process.Kill();
        }
    }

    private Process Start(string[] args)
    {
        // Tests that run in the background of a shell have inherited that SIGINT is ignored; env becomes the program.
        IReadOnlyList<string> program = [.. Host?.Enter ?? [], "env", "--default-signal=INT", GantryBinary.Path, .. args];
        var start = new ProcessStartInfo(program[0], program.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GANTRY_", StringComparison.Ordinal) || k.StartsWith("DOCKER_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["HOME"] = home;
        foreach (var (name, value) in _variables)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("gantry did not start.");
    }
}
