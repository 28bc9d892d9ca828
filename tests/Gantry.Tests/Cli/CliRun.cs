using System.Text;
using Gantry.Commands;
using Gantry.Output;
using Gantry.Tests.Testing;

namespace Gantry.Tests.Cli;

/// <summary>Runs command lines in this process, in a world of their own.</summary>
internal sealed class CliRun
{
    private readonly Dictionary<string, string> _variables = [];

    public CliRun(ScriptedServer? server = null, string? home = null)
    {
        if (server is not null)
            _variables["GANTRY_HOST"] = server.Address;
        _variables["HOME"] = home ?? server?.Folder ?? "/nowhere";
        WorkingDirectory = home ?? server?.Folder ?? "/";
    }

    public string WorkingDirectory { get; set; }

    public string Input { get; set; } = "";

    public bool IsTerminal { get; set; }

    public ManualTime Time { get; } = new();

    /// <summary>Instead of <see cref="Time"/>.</summary>
    public TimeProvider? Clock { get; init; }

    public string this[string variable]
    {
        set => _variables[variable] = value;
    }

    public Task<CliResult> RunAsync(params string[] args) => RunAsync(TestContext.Current.CancellationToken, args);

    public async Task<CliResult> RunAsync(CancellationToken ct, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var environment = EnvironmentOf(output, error);
        var code = await CommandLine.RunAsync(args, environment, () => [ServerCommand.Create(environment)], ct);
        return new CliResult(code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    public CliEnvironment EnvironmentOf(Stream output, Stream error) => new(
        _variables.GetValueOrDefault,
        () => WorkingDirectory,
        new MemoryStream(Encoding.UTF8.GetBytes(Input)),
        output,
        error,
        IsTerminal,
        IsTerminal,
        () => 80,
        Clock ?? Time);
}
