using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Hosts;

/// <summary>
/// A real sshd on a machine of a lab, and a home with a key that it lets in as root. Who logs in sees folders of its own where a node keeps
/// things, and the machine's engine at the usual socket: on disk all machines of a lab are this one.
/// </summary>
internal sealed class SshServer : IAsyncDisposable
{
    private const string OwnFolders =
        "for folder in /var/lib /var/log /usr/local/bin /run; do mount -t tmpfs tmpfs $folder; done; mkdir /run/sshd; touch /run/docker.sock; "
        + "mount --bind \"$1\" /run/docker.sock; shift; exec \"$@\"";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly LabMachine _machine;
    private readonly Process _process;

    private SshServer(LabMachine machine, string home, string hostKey)
    {
        (_machine, Home) = (machine, home);
        string[] options =
        [
            $"HostKey={hostKey}", $"AuthorizedKeysFile={home}/.ssh/id.pub", "PermitRootLogin=yes", "PasswordAuthentication=no", "UsePAM=no", "StrictModes=no", $"PidFile={home}/sshd.pid",
        ];
        string[] sshd = ["/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", .. options.SelectMany(o => (string[])["-o", o])];
        var enter = machine.Network.Enter;
        var start = new ProcessStartInfo(enter[0], [.. enter.Skip(1), "unshare", "--mount", "sh", "-c", OwnFolders, "sh", machine.Engine.SocketPath, .. sshd])
        {
            RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("sshd did not start.");
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Of whoever logs in there: ssh's own files are in it.</summary>
    public string Home { get; }

    public string Identity => Path.Combine(Home, ".ssh", "id");

    public required string Fingerprint { get; init; }

    public static async Task<SshServer> StartAsync(LabMachine machine, CancellationToken ct)
    {
        var home = Directory.CreateTempSubdirectory("gc-ssh-home-").FullName;
        Directory.CreateDirectory(Path.Combine(home, ".ssh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var hostKey = Path.Combine(home, "host");
        await HostTool.RunAsync(ct, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(home, ".ssh", "id"));
        await HostTool.RunAsync(ct, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostKey);
        var fingerprint = (await HostTool.RunAsync(ct, "ssh-keygen", "-l", "-f", hostKey)).Split(' ')[1];
        var server = new SshServer(machine, home, hostKey) { Fingerprint = fingerprint };
        await Eventually.HoldsAsync(_ => Task.FromResult(server.Listens()), Patience, () => Task.FromResult("sshd listens"), ct);
        return server;
    }

    /// <summary>Reads or does something where who logs in does.</summary>
    public Task<string> InsideAsync(CancellationToken ct, params string[] command) =>
        HostTool.RunAsync(ct, ["nsenter", $"--mount=/proc/{_process.Id}/ns/mnt", .. command]);

    public async ValueTask DisposeAsync()
    {
        // With the machine's last process its folders go.
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    private bool Listens()
    {
        if (_process.HasExited)
            Assert.Fail("sshd ended where it should listen.");
        using var socket = NetworkNamespace.Open($"/run/netns/{_machine.Network.Name}", SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, 22);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
