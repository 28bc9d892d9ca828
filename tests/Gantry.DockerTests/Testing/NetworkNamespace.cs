using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gantry.DockerTests.Testing;

/// <summary>Makes sockets inside another network namespace. A socket stays where it was made.</summary>
internal static class NetworkNamespace
{
    private const int CloneNewNet = 0x40000000;

    public static Socket Open(string path, SocketType type, ProtocolType protocol)
    {
        Socket? socket = null;
        Exception? failure = null;

        // The namespace belongs to the thread, so a thread of the pool must not change its own.
        var thread = new Thread(() =>
        {
            try
            {
                using var file = File.OpenHandle(path);
                if (SetNamespace((int)file.DangerousGetHandle(), CloneNewNet) != 0)
                    throw new InvalidOperationException($"setns({path}) failed with {Marshal.GetLastPInvokeError()}.");
                socket = new Socket(AddressFamily.InterNetwork, type, protocol);
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return socket ?? throw new InvalidOperationException($"No socket in {path}.", failure);
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNamespace(int fileDescriptor, int kind);
}
