namespace Gantry.Commands;

/// <summary>
/// <c>exec SERVICE cmd -it --help</c>: what stands behind the target belongs to the command in the container, as with docker.
/// </summary>
internal static class ExecArguments
{
    private static readonly HashSet<string> TakeValue =
        ["--host", "-H", "--context", "--user", "-u", "--workdir", "-w", "--env", "-e", "--env-file"];

    /// <summary>The same arguments with <c>--</c> where the command in the container begins.</summary>
    public static IReadOnlyList<string> Separated(IReadOnlyList<string> args)
    {
        var verb = NextWord(args, 0);
        if (verb < args.Count && args[verb] == "task")
            verb = NextWord(args, verb + 1);
        if (verb >= args.Count || args[verb] != "exec")
            return args;

        var target = NextWord(args, verb + 1);
        var isSeparated = target < args.Count && args.Take(target + 2).Skip(verb).Contains("--");
        return target >= args.Count - 1 || isSeparated
            ? args
            : [.. args.Take(target + 1), "--", .. args.Skip(target + 1)];
    }

    /// <summary>The first word that is no option and no option's value; null when there is none.</summary>
    public static string? Verb(IReadOnlyList<string> args)
    {
        var verb = NextWord(args, 0);
        return verb < args.Count ? args[verb] : null;
    }

    private static int NextWord(IReadOnlyList<string> args, int from)
    {
        var i = from;
        while (i < args.Count && args[i].StartsWith('-') && args[i] != "--")
            i += TakeValue.Contains(args[i]) ? 2 : 1;
        return i;
    }
}
