using Gantry.Output;

namespace Gantry.Commands;

/// <summary>Variables as people type them: <c>NAME=VALUE</c>, or <c>NAME</c> alone for this shell's value.</summary>
internal static class Variables
{
    /// <param name="option">Of which it is the value.</param>
    /// <exception cref="CliException">There is no name, or this shell has no variable of that name.</exception>
    public static (string Name, string Value) Parse(Session session, string option, string text)
    {
        var equals = text.IndexOf('=');
        var name = equals < 0 ? text : text[..equals];
        if (name.Length == 0)
            throw CliException.Usage($"{option} {text}: the variable has no name.", "Write it as NAME=VALUE.");
        return (name, equals >= 0 ? text[(equals + 1)..] : OfShell(session, option, name));
    }

    /// <summary>A line each, values as they stand, as docker has it; <c>#</c> begins a comment.</summary>
    /// <exception cref="CliException">It cannot be read, or a line is none.</exception>
    public static async Task<IReadOnlyList<(string Name, string Value)>> OfFileAsync(Session session, string path, CancellationToken ct)
    {
        const string option = "--env-file";
        try
        {
            var lines = await File.ReadAllLinesAsync(Path.GetFullPath(path, session.Environment.WorkingDirectory), ct);
            return [.. lines.Select(l => l.TrimStart()).Where(l => l.Length > 0 && l[0] != '#').Select(l => Parse(session, $"{option} {path}:", l))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"{option} {path} cannot be read: {e.Message}", "Is it a file, and may this user read it?");
        }
    }

    private static string OfShell(Session session, string option, string name) =>
        session.Environment.Variable(name)
            ?? throw CliException.Usage($"{option} {name}: this shell has no variable of that name.", $"Write {name}=VALUE.");
}
