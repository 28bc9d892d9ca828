using Gantry.Output;

namespace Gantry.Commands;

/// <summary>The same for several things, one after the other. One that fails is told, and the others have their turn.</summary>
internal static class InTurn
{
    /// <param name="act">Its answer is an exit code.</param>
    /// <param name="ct">When it ends what is under way, those that come behind it are named.</param>
    /// <returns>12 when some failed and some did not; when all failed, the code that they share, else 1.</returns>
    public static async Task<int> DoAsync(Session session, IReadOnlyList<string> names, Func<string, Task<int>> act, CancellationToken ct)
    {
        if (names.Count == 1)
            return await act(names[0]);

        var codes = new List<int>();
        foreach (var name in names)
        {
            var code = await TryAsync(session, name, act, ct);
            codes.Add(code);

            // The next would wait as long, or ask what nobody can answer, only to say the same.
            if (code is not (ExitCode.Interrupted or ExitCode.Unreachable or ExitCode.Usage))
                continue;
            if (codes.Count < names.Count)
                session.Printer.Note($"Not tried: {string.Join(", ", names.Skip(codes.Count))}.");
            if (code == ExitCode.Interrupted)
                return code;
            break;
        }

        var failures = codes.Where(c => c != ExitCode.Ok).Distinct().ToList();
        return failures.Count == 0 ? ExitCode.Ok
            : codes.Contains(ExitCode.Ok) ? ExitCode.Partial
            : failures.Count == 1 ? failures[0] : ExitCode.Error;
    }

    private static async Task<int> TryAsync(Session session, string name, Func<string, Task<int>> act, CancellationToken ct)
    {
        try
        {
            return await act(name);
        }
        catch (CliException e)
        {
            session.Printer.Error(e.Message.Contains(name, StringComparison.Ordinal) ? e : e.About(name));
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }
}
