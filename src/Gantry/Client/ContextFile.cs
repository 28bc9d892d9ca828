using System.Text;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>
/// The command line's own settings: <c>GANTRY_CONFIG</c>, else <c>gantry/config.yaml</c> in the user's configuration folder.
/// It holds tokens: mode 0600, replaced as a whole.
/// </summary>
internal sealed class ContextFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    public string Path => path;

    public static ContextFile Of(Func<string, string?> variable)
    {
        if (variable("GANTRY_CONFIG") is { Length: > 0 } named)
            return new ContextFile(named);
        var folder = variable("XDG_CONFIG_HOME") is { Length: > 0 } configured
            ? configured
            : System.IO.Path.Combine(variable("HOME") ?? "/", ".config");
        return new ContextFile(System.IO.Path.Combine(folder, "gantry", "config.yaml"));
    }

    /// <returns>Empty when there is no file.</returns>
    /// <exception cref="CliException">It cannot be read, or a line of it is not understood.</exception>
    public ContextSet Load()
    {
        try
        {
            return ContextFileText.Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ContextSet.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, $"The context file {path} cannot be read: {e.Message}", "Give it to this user, or name another with GANTRY_CONFIG.", e);
        }
    }

    public void Save(ContextSet contexts)
    {
        try
        {
            if (System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
                Directory.CreateDirectory(folder, OwnerOnlyFolder);

            // Never in place: a reader sees the old file or the new one, and the mode is right from the first byte.
            var draft = $"{path}.{Environment.ProcessId}.tmp";
            File.Delete(draft);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            };
            using (var file = new FileStream(draft, options))
                file.Write(Encoding.UTF8.GetBytes(ContextFileText.Write(contexts)));
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Error, $"The context file {path} cannot be written: {e.Message}", "Give it and its folder to this user, or name another with GANTRY_CONFIG.", e);
        }
    }
}
