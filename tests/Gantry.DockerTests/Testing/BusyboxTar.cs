using System.Diagnostics;
using System.Formats.Tar;

namespace Gantry.DockerTests.Testing;

/// <summary>
/// The files of a small image, made from Debian's static busybox with a link for each of its commands: there is no
/// registry where these tests run.
/// </summary>
internal static class BusyboxTar
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static async Task<Stream> CreateAsync(CancellationToken ct)
    {
        var binary = Find();
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "bin/") { Mode = Executable }, ct);
            await using var content = File.OpenRead(binary);
            await writer.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = Executable, DataStream = content }, ct);
            foreach (var command in (await ListAsync(binary, ct)).Where(c => c != "busybox"))
            {
                await writer.WriteEntryAsync(
                    new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + command) { LinkName = "busybox" }, ct);
            }
        }

        tar.Position = 0;
        return tar;
    }

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, "busybox"))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException(
            "busybox is not in PATH. The tests make their image from it: apt-get install busybox-static.");

    private static async Task<string[]> ListAsync(string binary, CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo(binary, ["--list"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{binary} did not start.");
        var text = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
