using System.CommandLine;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Runs one command line: parse, act, and turn every outcome into text and an exit code.</summary>
internal static class CommandLine
{
    /// <param name="roles">Commands that run a part of the cluster in this process; all others only talk to one.</param>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, CliEnvironment environment, Func<IReadOnlyList<Command>> roles, CancellationToken ct)
    {
        var code = await OutcomeAsync(() => ParseAndRunAsync(args, environment, roles, ct), args, environment, ct);

        // What is printed last can fail too. That the reader left early changes nothing about the outcome.
        var flushed = await OutcomeAsync(() => FlushAsync(environment), args, environment, ct);
        return code == ExitCode.Ok ? flushed : code;
    }

    private static async Task<int> OutcomeAsync(
        Func<Task<int>> act, IReadOnlyList<string> args, CliEnvironment environment, CancellationToken ct)
    {
        var printer = new Printer(environment);
        var isDebug = args.Contains("--debug");
        try
        {
            return await act();
        }
        catch (CliException e)
        {
            printer.Error(e);
            if (isDebug)
                printer.Note(e.ToString());
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (OutputClosedException)
        {
            // `gantry ps | head -1`: the reader has seen enough.
            return ExitCode.Ok;
        }
        catch (Exception e)
        {
            // The last boundary: a bug must end in a sentence, not in a crash dump.
            printer.Error(new CliException(ExitCode.Error, $"Unexpected: {e.Message}", "Run it again with --debug and report the trace."));
            if (isDebug)
                printer.Note(e.ToString());
            return ExitCode.Error;
        }
    }

    private static async Task<int> ParseAndRunAsync(
        IReadOnlyList<string> args, CliEnvironment environment, Func<IReadOnlyList<Command>> roles, CancellationToken ct)
    {
        var root = CommandTree.For(args, environment, roles);
        var parsed = root.Parse(ExecArguments.Separated(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (UsageError.OfUnknownOption(parsed) is { } unknown)
            throw unknown;
        if (parsed.Errors.Count > 0)
            throw UsageError.Of(parsed);

        var configuration = new InvocationConfiguration
        {
            Output = environment.Out,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(configuration, ct);
    }

    private static async Task<int> FlushAsync(CliEnvironment environment)
    {
        await environment.Out.FlushAsync(CancellationToken.None);
        return ExitCode.Ok;
    }
}
