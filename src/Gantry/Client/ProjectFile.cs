using Gantry.Output;

namespace Gantry.Client;

/// <summary>A file of a compose project on this machine.</summary>
internal static class ProjectFile
{
    /// <param name="kind">What it is to a person: compose file, env file.</param>
    /// <param name="shown">Its path as it was written.</param>
    /// <exception cref="CliException">It is not there, or cannot be read.</exception>
    public static async Task<string> ReadAsync(string kind, string shown, string path, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(path, ct);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliException.Usage($"The {kind} {shown} does not exist.", $"It was looked for as {path}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, $"The {kind} {shown} cannot be read: {e.Message}", "Is it a file, and may this user read it?", e);
        }
    }
}
