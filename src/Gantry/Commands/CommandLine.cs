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
        var printer = new Printer(environment);
        var isDebug = args.Contains("--debug");
        try
        {
            return await ParseAndRunAsync(args, environment, roles, ct);
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
        catch (IOException) when (IsOutputGone(environment))
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
        finally
        {
            _ = IsOutputGone(environment);
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

    private static bool IsOutputGone(CliEnvironment environment)
    {
        try
        {
            environment.Out.Flush();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
