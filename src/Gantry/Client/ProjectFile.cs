using System.Text;
using Gantry.Output;

namespace Gantry.Client;

/// <summary>A file of a compose project on this machine.</summary>
internal static class ProjectFile
{
    // No honest file is as large, and one without an end would fill the memory. The server takes less in a request.
    private const int MostBytes = 16 * 1024 * 1024;

    /// <param name="kind">What it is to a person: compose file, env file.</param>
    /// <param name="shown">Its path as it was written.</param>
    /// <exception cref="CliException">It is not there, or cannot be read.</exception>
    public static async Task<string> ReadAsync(string kind, string shown, string path, CancellationToken ct)
    {
        using var text = new StreamReader(new MemoryStream(await ReadBytesAsync(kind, shown, path, ct)), Encoding.UTF8);
        return await text.ReadToEndAsync(ct);
    }

    /// <inheritdoc cref="ReadAsync"/>
    public static async Task<byte[]> ReadBytesAsync(string kind, string shown, string path, CancellationToken ct)
    {
        try
        {
            // Opening a pipe waits for whoever writes into it, and Ctrl-C must end that, too.
            await using var file = await Task.Run(() => File.OpenRead(path), ct).WaitAsync(ct);
            using var bytes = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (await file.ReadAsync(buffer, ct).AsTask().WaitAsync(ct) is > 0 and var count)
            {
                await bytes.WriteAsync(buffer.AsMemory(0, count), ct);
                if (bytes.Length > MostBytes)
                    throw new CliException(ExitCode.Validation, $"The {kind} {shown} is larger than {MostBytes / (1024 * 1024)} MiB.", "Is it the right file?");
            }

            return bytes.ToArray();
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
