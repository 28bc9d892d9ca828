using System.Runtime.InteropServices;

namespace Gantry.Output;

/// <summary>A file descriptor as the kernel knows it, for the few places where what the runtime wraps around it costs more than the work.</summary>
internal static partial class Descriptor
{
    public const short Readable = 1;
    public const short Writable = 4;

    private const int Interrupted = 4;

    private static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;

    /// <returns>How many bytes were read, 0 at the end.</returns>
    /// <exception cref="DescriptorException">The kernel refused.</exception>
    public static unsafe int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = ReadBytes(descriptor, start, (nuint)buffer.Length);
                if (count >= 0)
                    return (int)count;
                WaitOrThrow(descriptor, Readable);
            }
        }
    }

    /// <summary>Writes all of it.</summary>
    /// <exception cref="DescriptorException">The kernel refused.</exception>
    public static unsafe void Write(int descriptor, ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            nint count;
            fixed (byte* start = buffer)
                count = WriteBytes(descriptor, start, (nuint)buffer.Length);
            if (count < 0)
                WaitOrThrow(descriptor, Writable);
            else
                buffer = buffer[(int)count..];
        }
    }

    /// <param name="events"><see cref="Readable"/> or <see cref="Writable"/>.</param>
    /// <param name="milliseconds">-1: for ever.</param>
    /// <returns>Whether it is so, or the other side has gone; false after the time, and when a signal came.</returns>
    public static unsafe bool Poll(int descriptor, short events, int milliseconds)
    {
        // A struct pollfd is the descriptor, then the wanted events in the lower half of a word whose upper half is for the answer.
        var request = stackalloc int[] { descriptor, events };
        return PollAll(request, 1, milliseconds) > 0;
    }

    /// <returns>A stream socket that is connected to the path; null when that cannot be had this way, for whatever reason.</returns>
    public static unsafe int? Connect(ReadOnlySpan<byte> path)
    {
        const int unix = 1;
        const int streamClosedInChildren = 1 | 0x80000;
        const int addressSize = 110;

        // A struct sockaddr_un as Linux has it: two bytes for the family, 108 for the path and the zero at its end.
        if (!OperatingSystem.IsLinux() || path.Length > addressSize - 3)
            return null;
        var address = stackalloc byte[addressSize];
        new Span<byte>(address, addressSize).Clear();
        address[0] = unix;
        path.CopyTo(new Span<byte>(address + 2, addressSize - 3));
        var descriptor = OpenSocket(unix, streamClosedInChildren, 0);
        if (descriptor < 0)
            return null;
        if (ConnectSocket(descriptor, address, addressSize) == 0)
            return descriptor;
        Close(descriptor);
        return null;
    }

    /// <returns>Another number for the same; each is closed by itself.</returns>
    /// <exception cref="DescriptorException">The process has too many.</exception>
    public static int Duplicate(int descriptor)
    {
        const int duplicateClosedInChildren = 1030;
        var duplicate = Control(descriptor, duplicateClosedInChildren, 0);
        return duplicate >= 0 ? duplicate : throw new DescriptorException(Marshal.GetLastPInvokeError());
    }

    private static void Close(int descriptor) => _ = CloseOne(descriptor);

    // Another process may have made a shared descriptor non-blocking.
    private static void WaitOrThrow(int descriptor, short events)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error == WouldBlock)
            Poll(descriptor, events, -1);
        else if (error != Interrupted)
            throw new DescriptorException(error);
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadBytes(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteBytes(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static unsafe partial int PollAll(int* requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseOne(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int OpenSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect")]
    private static unsafe partial int ConnectSocket(int descriptor, byte* address, int length);
}
