using Gantry.ClusterTests.Hosts;
using Gantry.ClusterTests.Testing;
using Gantry.Model.Nodes;

namespace Gantry.ClusterTests.Operations;

/// <summary><c>gantry node add</c> from the server's machine to another one, through ssh and a real sshd.</summary>
public sealed class NodeAddTests
{
    private static readonly TimeSpan RunsWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_machine_that_is_added_runs_tasks_and_is_not_added_twice()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await LabCluster.StartAsync(workers: 0, ct, spares: 1);
        var machine = cluster.Lab.Machines[1];
        await using var ssh = await SshServer.StartAsync(machine, ct);
        string[] arguments = ["--host-key", ssh.Fingerprint, "--name", machine.Name, "--label", "zone=eu", "--label", "disk=ssd"];

        var dry = (await AddAsync(cluster, ssh, ct, [.. arguments, "--dry-run"])).Expect(0);
        Assert.Contains("binary  would copy ", dry.Output, StringComparison.Ordinal);
        Assert.Equal("", await ssh.InsideAsync(ct, "ls", "/usr/local/bin"));

        var added = (await AddAsync(cluster, ssh, ct, arguments)).Expect(0);
        Assert.Matches(@"\Alook    .*, engine .*\ndocker  is there\nbinary  /usr/local/bin/gantry, .* copied\nstart   gantry worker, log in .*\njoin    https://10\.99\.0\.1:4000, .*\nready   m2 \([a-z2-7]{16}\) at 10\.99\.0\.2, with disk=ssd, zone=eu\n\z", added.Output);
        Assert.Equal(NodeState.Ready, (await cluster.NodesAsync(ct))?[machine.Name]);
        Assert.DoesNotContain("gantry-join-", await ssh.InsideAsync(ct, "cat", "/var/log/gantry-worker.log"), StringComparison.Ordinal);

        var stack = RandomStack.Named("added");
        await cluster.Server.DeployAndWaitAsync(stack, $"{Composes.Sleeper()}\n      placement:\n        constraints: [node.labels.zone == eu]\n", ct);
        await cluster.Server.UntilAsync(_ => Task.FromResult(machine.Engine.Running().Count == 1), RunsWithin, "its task runs there", ct);

        var again = (await AddAsync(cluster, ssh, ct, arguments)).Expect(8);
        Assert.Contains($"10.99.0.2 is a node already: {machine.Name} (", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_whose_host_key_is_unknown_or_another_is_told_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await LabCluster.StartAsync(workers: 0, ct, spares: 1);
        await using var ssh = await SshServer.StartAsync(cluster.Lab.Machines[1], ct);
        var other = ssh.Fingerprint[..^1] + (ssh.Fingerprint[^1] == 'A' ? 'B' : 'A');
        var known = Path.Combine(ssh.Home, "known_hosts");
        string[] byKnownHosts = ["--ssh-option", $"UserKnownHostsFile={known}", "--ssh-option", "GlobalKnownHostsFile=/dev/null"];

        var unknown = (await AddAsync(cluster, ssh, ct, byKnownHosts)).Expect(1);
        await File.WriteAllTextAsync(known, $"10.99.0.2 {await File.ReadAllTextAsync($"{ssh.Identity}.pub", ct)}", ct);
        var changed = (await AddAsync(cluster, ssh, ct, byKnownHosts)).Expect(1);
        var named = (await AddAsync(cluster, ssh, ct, "--host-key", other)).Expect(1);

        Assert.Contains($"error: The host key of root@10.99.0.2 is not known here; nothing was sent. It shows {ssh.Fingerprint}.\n", unknown.Errors, StringComparison.Ordinal);
        Assert.Contains($"repeat with --host-key {ssh.Fingerprint}", unknown.Errors, StringComparison.Ordinal);
        Assert.Contains("error: root@10.99.0.2 has another host key than the one that is known; nothing was sent.\n", changed.Errors, StringComparison.Ordinal);
        Assert.Contains($"error: root@10.99.0.2 has another host key than --host-key names; nothing was sent. It shows {ssh.Fingerprint}.\n", named.Errors, StringComparison.Ordinal);
        Assert.Equal("", await ssh.InsideAsync(ct, "ls", "/usr/local/bin", "-A"));
        Assert.Single((await cluster.NodesAsync(ct))!);

        // The same with the right one, so that nothing else is what was missing.
        (await AddAsync(cluster, ssh, ct, "--host-key", ssh.Fingerprint, "--dry-run")).Expect(0);
    }

    [Fact]
    public async Task What_goes_wrong_is_told_with_the_last_words_of_the_machine_and_leaves_no_token_open()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var cluster = await LabCluster.StartAsync(workers: 0, ct, spares: 1);
        await using var ssh = await SshServer.StartAsync(cluster.Lab.Machines[1], ct);
        var broken = Path.Combine(ssh.Home, "broken");
        await File.WriteAllTextAsync(broken, "#!/bin/sh\nif [ \"$1\" = version ]; then exit 0; fi\necho 'I cannot work today.' >&2\nexit 1\n", ct);

        var failed = (await AddAsync(cluster, ssh, ct, "--host-key", ssh.Fingerprint, "--binary", broken)).Expect(1);

        await cluster.Lab.Machines[1].KillEngineAsync(ct);
        var withoutEngine = (await AddAsync(cluster, ssh, ct, "--host-key", ssh.Fingerprint, "--no-install")).Expect(1);

        Assert.Contains("error: root@10.99.0.2: could not join the cluster (exit code 1).\n", failed.Errors, StringComparison.Ordinal);
        Assert.Contains("  I cannot work today.\n", failed.Errors, StringComparison.Ordinal);
        Assert.Contains("error: root@10.99.0.2 has not an engine that answers, and --no-install leaves it so.\n", withoutEngine.Errors, StringComparison.Ordinal);
        Assert.Contains("\"items\":[]", await cluster.Server.Api.TextAsync("/v1/join-tokens", ct), StringComparison.Ordinal);
    }

    private static async Task<CommandOutcome> AddAsync(LabCluster cluster, SshServer ssh, CancellationToken ct, params string[] arguments)
    {
        // Of a build for development not the many files are copied but the way to them.
        var binary = Path.Combine(ssh.Home, "gantry");
        await File.WriteAllTextAsync(binary, $"#!/bin/sh\nexec {GantryBinary.Path} \"$@\"\n", ct);
        var command = new GantryCommand(cluster.Server.Folder) { Host = cluster.ServerMachine.Network };
        string[] own = arguments.Contains("--binary") ? [] : ["--binary", binary];
        return await command.RunAsync(ct, ["--host", $"unix://{cluster.Server.SocketPath}", "node", "add", "root@10.99.0.2", "--identity", ssh.Identity, .. own, .. arguments]);
    }
}
