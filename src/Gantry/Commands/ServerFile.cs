using Gantry.Compose;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary>The server's flags in a file, for a machine that starts it at boot.</summary>
internal static class ServerFile
{
    public const string DefaultPath = "/etc/gantry/gantry.yaml";

    /// <param name="path">Null: the default one, if it is there.</param>
    /// <param name="names">Of the flags that it may set.</param>
    /// <exception cref="CliException">It cannot be read, or sets something else.</exception>
    public static IReadOnlyDictionary<string, string> Read(string? path, IReadOnlyCollection<string> names)
    {
        if (path is null && !File.Exists(DefaultPath))
            return new Dictionary<string, string>();

        var file = path ?? DefaultPath;
        var values = SettingsFile.Read(file, TextOf(file), names, out var problems);
        return problems.Count == 0
            ? values
            : throw new CliException(ExitCode.Usage, $"The configuration {file} is refused.") { Details = [.. problems.Select(p => $"{p}")] };
    }

    private static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"The configuration cannot be read: {e.Message}", "Is it a file, and may this user read it? --config names another.", e);
        }
    }
}
