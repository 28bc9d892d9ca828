using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gantry.Output;

namespace Gantry.Roles;

/// <summary>The control socket's file: who may open it is who may rule the cluster.</summary>
internal static partial class ControlSocket
{
    private const string Group = "gantry";

    /// <summary>Takes away what a killed server left; a live one is refused.</summary>
    /// <exception cref="CliException">Another server answers there, or something else is in the way.</exception>
    public static void Prepare(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        if (!File.Exists(path))
            return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            if (!IsSocket(path))
                throw new CliException(ExitCode.Error, $"{path} is no socket, and is left as it is.", "Name another path with --socket, or move the file away.");
            File.Delete(path);
            return;
        }
        catch (SocketException unknown)
        {
            throw new CliException(ExitCode.Error, $"Whether another server answers at {path} cannot be told: {unknown.Message}", "Look at who owns it, or give this server its own --socket.");
        }

        throw new CliException(ExitCode.Error, $"Another server answers at {path}.", "Stop it first, or give this one its own --socket and --data-dir.");
    }

    /// <summary>From the first moment nobody else can open what is made until disposal: the mode is right when the file appears.</summary>
    public static IDisposable OwnerAndGroupOnly() => new Mask(SetMask(0b001_001_111));

    /// <summary>Lets the group in, where there is one of that name.</summary>
    public static void GiveToGroup(string path)
    {
        var line = File.Exists("/etc/group") ? File.ReadLines("/etc/group").FirstOrDefault(l => l.StartsWith(Group + ":", StringComparison.Ordinal)) : null;
        if (line?.Split(':') is [_, _, var number, ..] && int.TryParse(number, out var group))
            _ = ChangeOwner(path, -1, group);
    }

    // A plain file refuses a connection too. open(2) opens everything but a socket.
    private static bool IsSocket(string path)
    {
        try
        {
            using var opened = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int SetMask(int mask);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int owner, int group);

    private sealed class Mask(int before) : IDisposable
    {
        public void Dispose() => _ = SetMask(before);
    }
}
