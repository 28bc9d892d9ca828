using System.Runtime.InteropServices;

namespace Gantry.Output;

/// <summary>The terminal behind a file descriptor: its size, and raw mode.</summary>
internal static partial class Terminal
{
    public const int StandardInput = 0;
    public const int StandardOutput = 1;
    public const int StandardError = 2;

    private const int ApplyNow = 0;

    // struct termios is 60 bytes with glibc on Linux and 72 on macOS. It is handed back; only the echo flag is looked at.
    private const int TermiosRoom = 256;

    private static nuint WindowSizeRequest => OperatingSystem.IsMacOS() ? 0x40087468u : 0x5413u;

    public static bool Is(int descriptor) => IsTerminal(descriptor) == 1;

    /// <returns>Null when the descriptor is no terminal.</returns>
    public static unsafe TerminalSize? SizeOf(int descriptor)
    {
        var size = stackalloc ushort[4];
        return GetWindowSize(descriptor, WindowSizeRequest, size) == 0 && size[1] > 0
            ? new TerminalSize(size[1], size[0])
            : null;
    }

    /// <summary>Every key goes to the other side, Ctrl-C too, until the answer is disposed of.</summary>
    /// <returns>Null when the descriptor is no terminal.</returns>
    public static unsafe IDisposable? EnterRawMode(int descriptor)
    {
        var before = new byte[TermiosRoom];
        fixed (byte* saved = before)
        {
            if (GetAttributes(descriptor, saved) != 0)
                return null;
        }

        var raw = before.ToArray();
        fixed (byte* changed = raw)
        {
            MakeRaw(changed);
            if (SetAttributes(descriptor, ApplyNow, changed) != 0)
                return null;
        }

        return new SavedMode(descriptor, before);
    }

    /// <summary>What is typed is not shown until the answer is disposed of.</summary>
    /// <returns>Null when the descriptor is no terminal.</returns>
    public static unsafe IDisposable? HideTyping(int descriptor)
    {
        var before = new byte[TermiosRoom];
        fixed (byte* saved = before)
        {
            if (GetAttributes(descriptor, saved) != 0)
                return null;
        }

        // The fourth of the flag words, c_lflag: 32 bits each with glibc, 64 on macOS. ECHO is 8 in both.
        var hidden = before.ToArray();
        hidden[OperatingSystem.IsMacOS() ? 24 : 12] &= 0xff ^ 8;
        fixed (byte* changed = hidden)
        {
            return SetAttributes(descriptor, ApplyNow, changed) == 0 ? new SavedMode(descriptor, before) : null;
        }
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static unsafe partial int GetWindowSize(int descriptor, nuint request, ushort* size);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static unsafe partial int GetAttributes(int descriptor, byte* termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static unsafe partial int SetAttributes(int descriptor, int when, byte* termios);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static unsafe partial void MakeRaw(byte* termios);

    private sealed class SavedMode(int descriptor, byte[] before) : IDisposable
    {
        public unsafe void Dispose()
        {
            fixed (byte* saved = before)
            {
                // Nothing better can be done when the terminal is gone.
                _ = SetAttributes(descriptor, ApplyNow, saved);
            }
        }
    }
}
