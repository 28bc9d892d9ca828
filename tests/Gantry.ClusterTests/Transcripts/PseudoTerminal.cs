using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Gantry.DockerTests.Testing;
using Gantry.Output;
using Microsoft.Win32.SafeHandles;

namespace Gantry.ClusterTests.Transcripts;

/// <summary>A terminal without a screen: what is written here is typed there, and what is printed there can be read here.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int LongestName = 128;

    private readonly SafeFileHandle _master;
    private readonly SafeFileHandle _slave;
    private readonly DescriptorStream _keys;
    private readonly DescriptorStream _paper;

    private PseudoTerminal(SafeFileHandle master, string path)
    {
        _master = master;
        Path = path;

        // One for each direction: a stream serves one reader or writer at a time, and .NET's file streams refuse this device.
        var descriptor = (int)master.DangerousGetHandle();
        (_keys, _paper) = (new DescriptorStream(descriptor), new DescriptorStream(descriptor));

        // Held until all is printed: a terminal that the last program has left ends every read, even before the first one came.
        _slave = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    /// <summary>The end that programs are started on.</summary>
    public string Path { get; }

    public static async Task<PseudoTerminal> OpenAsync(int rows, int columns, CancellationToken ct)
    {
        var master = File.OpenHandle("/dev/ptmx", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var terminal = new PseudoTerminal(master, PathOf(master));
        await terminal.ResizeAsync(rows, columns, ct);
        return terminal;
    }

    /// <summary>Whoever has it as controlling terminal gets SIGWINCH.</summary>
    public Task ResizeAsync(int rows, int columns, CancellationToken ct) =>
        SttyAsync(ct, "rows", rows.ToString(CultureInfo.InvariantCulture), "cols", columns.ToString(CultureInfo.InvariantCulture));

    /// <returns>All settings, as <c>stty -a</c> says them.</returns>
    public Task<string> SettingsAsync(CancellationToken ct) => SttyAsync(ct, "-a");

    public ValueTask TypeAsync(string keys, CancellationToken ct) => _keys.WriteAsync(Encoding.UTF8.GetBytes(keys), ct);

    /// <returns>0 when nobody is left who could print.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct)
    {
        try
        {
            return await _paper.ReadAsync(buffer, ct);
        }
        catch (IOException)
        {
            // EIO is how the kernel says that the other end has no program any more.
            return 0;
        }
    }

    /// <summary>From here on reading ends with what was printed so far.</summary>
    public void Leave() => _slave.Dispose();

    public void Dispose()
    {
        _slave.Dispose();
        _keys.Dispose();
        _paper.Dispose();
        _master.Dispose();
    }

    private Task<string> SttyAsync(CancellationToken ct, params string[] settings) => HostTool.RunAsync(ct, ["stty", "-F", Path, .. settings]);

    private static string PathOf(SafeFileHandle master)
    {
        var name = new byte[LongestName];
        if (Unlock(master) != 0 || NameOf(master, name, LongestName) != 0)
            throw new IOException("This machine gives no pseudo-terminals.");
        return Encoding.UTF8.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0)));
    }

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int Unlock(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int NameOf(SafeFileHandle master, [Out] byte[] name, nuint length);
}
