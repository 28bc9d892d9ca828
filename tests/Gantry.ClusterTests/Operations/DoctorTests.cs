using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gantry.ClusterTests.Hosts;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Model.Json;
using Gantry.Model.Wire;

namespace Gantry.ClusterTests.Operations;

/// <summary><c>gantry doctor</c> on machines that are well, and on one with faults.</summary>
public sealed class DoctorTests
{
    private const UnixFileMode OpenToAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    [Fact]
    public async Task Machines_that_are_well_fail_nothing_and_each_fault_is_told()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await LabCluster.StartAsync(workers: 1, ct);
        var worker = cluster.Workers[0];
        var machine = worker.Machine;
        string[] onWorker = ["--data-dir", worker.DataDirectory, "--engine", $"unix://{machine.Engine.SocketPath}"];

        string[] onServer =
        [
            "--host", $"unix://{cluster.Server.SocketPath}", "--data-dir", cluster.Server.DataDirectory, "--engine", $"unix://{cluster.ServerMachine.Engine.SocketPath}",
        ];

        var server = await AskAsync(cluster, cluster.ServerMachine, 0, onServer, ct);
        var well = await AskAsync(cluster, machine, 0, onWorker, ct);
        var stranger = await AskAsync(cluster, machine, 1, ["--data-dir", OfAnotherCluster(worker), .. onWorker[2..]], ct);

        Assert.StartsWith("pass a server, by ", server["role"]);
        Assert.StartsWith("pass the control API and workers: process gantry (pid ", server["port 4000"]);
        Assert.Equal(2, server.Count(c => c.Key.StartsWith("node ", StringComparison.Ordinal)));
        Assert.StartsWith("pass a worker, by ", well["role"]);
        Assert.Equal($"pass https://{cluster.ServerMachine.Address}:4000, of this worker's cluster", well["manager"]);
        Assert.Equal("pass as the manager's", well["clock"]);
        Assert.Equal("pass eth0 1500, docker0 1500", well["mtu"]);
        Assert.StartsWith("fail https://10.99.0.1:4000 shows a certificate that is not of this worker's cluster.", stranger["manager"]);

        File.SetUnixFileMode(worker.DataDirectory, OpenToAll);
        await machine.Network.RunAsync(ct, "sysctl", "-qw", "net.ipv4.ip_forward=0");
        await machine.Network.RunAsync(ct, "ip", "link", "set", "eth0", "mtu", "1400");
        using var dns = NetworkNamespace.Open($"/run/netns/{machine.Network.Name}", SocketType.Dgram, ProtocolType.Udp);
        dns.Bind(new IPEndPoint(IPAddress.Any, 53));
        await cluster.Server.KillAsync(ct);
        var ill = await AskAsync(cluster, machine, 1, [.. onWorker[..2], "--engine", "unix:///nowhere/e.sock"], ct);
        var engine = await AskAsync(cluster, machine, 1, onWorker, ct);

        Assert.Equal($"fail {worker.DataDirectory} has mode 0705: others than its owner come to keys and state. -> chmod 700 {worker.DataDirectory}", ill["data folder"]);
        Assert.StartsWith("fail There is no socket at unix:///nowhere/e.sock. -> Install and start Docker", ill["engine"]);
        Assert.StartsWith("warn net.ipv4.ip_forward is 0.", ill["forwarding"]);
        Assert.StartsWith("fail net.ipv4.ip_forward is 0: containers reach nobody", engine["forwarding"]);
        Assert.Contains($"(pid {Environment.ProcessId}) on 0.0.0.0:53 has it", engine["port 53"]);
        Assert.StartsWith("warn docker0 lets packets of 1500 bytes in, and eth0 only 1400 out", engine["mtu"]);
        Assert.StartsWith("fail https://10.99.0.1:4000 cannot be reached: Connection refused", engine["manager"]);
    }

    /// <returns>Of each check the result, what was found and what to do.</returns>
    private static async Task<Dictionary<string, string>> AskAsync(LabCluster cluster, LabMachine machine, int exitCode, string[] args, CancellationToken ct)
    {
        var command = new GantryCommand(cluster.Server.Folder) { Host = machine.Network };
        var outcome = (await command.RunAsync(ct, ["doctor", "-o", "json", .. args])).Expect(exitCode);
        using var document = JsonDocument.Parse(outcome.Output);
        return document.RootElement.GetProperty("items").EnumerateArray()
            .GroupBy(c => c.GetProperty("name").GetString()!)
            .ToDictionary(c => c.Key, c => Text(c.First()));
    }

    private static string Text(JsonElement check)
    {
        var fix = check.GetProperty("fix").GetString();
        return $"{check.GetProperty("result").GetString()} {check.GetProperty("detail").GetString()}{(fix is null ? "" : $" -> {fix}")}";
    }

    // The same node, which was told another CA when it joined.
    private static string OfAnotherCluster(WorkerProcess worker)
    {
        var copy = Directory.CreateDirectory(Path.Combine(worker.DataDirectory, "..", "stranger"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        File.Copy(Path.Combine(worker.DataDirectory, "node.key"), Path.Combine(copy, "node.key"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = new CertificateRequest("CN=another", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var answer = CompactJson.Read<JoinAnswer>(File.ReadAllBytes(Path.Combine(worker.DataDirectory, "node.json")));
        File.WriteAllBytes(Path.Combine(copy, "node.json"), CompactJson.WriteBytes(answer with { Authorities = authority.ExportCertificatePem() }));
        return copy;
    }
}
