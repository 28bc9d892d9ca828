using System.Net;
using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;

namespace Gantry.ClusterTests.Operations;

/// <summary>Keys that share something of the node or of another service, from a file to what a real container has.</summary>
public sealed class ContainerKeyTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Inside = """
        pid 1 is not mine, groups 0 4321
        device character special file e5
        NoNewPrivs:1 oom 321 cpus 0
        mac 02:42:ac:11:65:43 search example.test timeout:3
        witness, touch: /made/x: Read-only file system
        friend answers, my-peer answers, far is 10.9.8.7
        """;

    private const string Beside = """
        {{with .HostConfig}}{{.PidMode}} {{.UTSMode}} {{.IpcMode}} {{.UsernsMode}} {{.CgroupnsMode}} {{.Runtime}}
        {{range .Devices}}{{.PathOnHost}}:{{.PathInContainer}}:{{.CgroupPermissions}}{{end}} {{json .DeviceCgroupRules}} {{json .SecurityOpt}} {{json .GroupAdd}}
        {{.CpuShares}} {{.CpuPeriod}} {{.CpuQuota}} {{.CpusetCpus}} {{.Memory}} {{.MemorySwap}} {{.OomScoreAdj}}
        {{json .BlkioDeviceReadBps}} {{json .BlkioDeviceWriteIOps}} {{json .DnsSearch}} {{json .DnsOptions}}{{end}}
        {{json .Config.ExposedPorts}}
        """;

    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_has_of_its_node_and_of_its_neighbours_what_its_file_says()
    {
        Directory.CreateDirectory(Path.Combine(_server.Folder, "shared"));
        await File.WriteAllTextAsync(Path.Combine(_server.Folder, "shared", "witness"), "", Ct);

        // The one address of this machine that no other test's server answers questions on.
        var bridge = await HostTool.RunAsync(Ct, "docker", "network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}");
        await using var resolver = new OneNameServer(IPAddress.Parse(bridge), "far.example.test", IPAddress.Parse("10.9.8.7"));
        var disk = $"/dev/{Path.GetFileName(Directory.GetDirectories("/sys/block").Order(StringComparer.Ordinal).First(d => File.Exists($"/dev/{Path.GetFileName(d)}")))}";
        var stack = RandomStack.Named("host");
        await _server.DeployAndWaitAsync(stack, Everything(bridge, disk, Path.Combine(_server.Folder, "shared")), Ct);

        var container = Assert.Single(await _server.Cluster.RunningAsync(stack, Ct), c => c.Slot == $"{stack}_main.1").Id;
        await _server.UntilAsync(async token => (await HostTool.RunAsync(token, "docker", "logs", container)).Contains("far is", StringComparison.Ordinal), Eventually.Patience, "it tells what it has", Ct);
        Assert.Equal(Inside, await HostTool.RunAsync(Ct, "docker", "logs", container));

        // Who sees the host's processes is not confined by SELinux: the engine adds that itself.
        Assert.Equal(
            $$$"""
            host host shareable host private runc
            /dev/fuse:/dev/mine:r ["c 10:200 rw"] ["no-new-privileges:true","label=disable"] ["4321"]
            73 50000 25000 0 67108864 100663296 321
            [{"Path":"{{{disk}}}","Rate":1048576}] [{"Path":"{{{disk}}}","Rate":30}] ["example.test"] ["timeout:3"]
            {"7000/udp":{},"7001/udp":{},"80/tcp":{}}
            """,
            await HostTool.RunAsync(Ct, "docker", "inspect", "--format", Beside, container));
        var peer = Assert.Single(await _server.Cluster.RunningAsync(stack, Ct), c => c.Slot == $"{stack}_peer.1").Id;
        Assert.Equal(
            $"peer-1 is {stack}_peer on here of example.test",
            await HostTool.RunAsync(Ct, "docker", "exec", peer, "sh", "-c", "echo $(hostname) is $WHO of $(cat /proc/sys/kernel/domainname)"));
        Assert.Equal(
            await HostTool.RunAsync(Ct, "hostname"),
            await HostTool.RunAsync(Ct, "docker", "exec", container, "hostname"));
    }

    [Fact]
    public async Task A_task_is_on_the_nodes_network_on_none_or_on_the_engines_bridge_when_its_file_says_so()
    {
        var port = Ports.Free(1)[0];
        var stack = RandomStack.Named("modes");
        await _server.DeployAndWaitAsync(
            stack,
            $$"""
            services:
              host:
                image: busybox:1.36
                network_mode: host
                command: [sh, -c, "mkdir -p /www; exec httpd -f -p 127.0.0.1:{{port}} -h /www"]
                stop_signal: SIGKILL
                x-gantry: {probe: {tcp: {port: {{port}} }, interval: 300ms} }
              none: {image: busybox:1.36, network_mode: none, command: [sleep, "3600"], stop_signal: SIGKILL}
              bridge: {image: busybox:1.36, network_mode: bridge, command: [sleep, "3600"], stop_signal: SIGKILL}
            """,
            Ct);

        var containers = (await _server.Cluster.RunningAsync(stack, Ct)).ToDictionary(c => c.Slot, c => c.Id);
        Assert.Equal(await HostTool.RunAsync(Ct, "readlink", "/proc/self/ns/net"), await InsideAsync("host", "readlink /proc/self/ns/net"));
        Assert.Equal("lo", await InsideAsync("none", "ls /sys/class/net"));
        Assert.Equal("eth0", await InsideAsync("bridge", "ls /sys/class/net | grep -v lo"));
        foreach (var mode in new[] { "host", "none", "bridge" })
            Assert.Equal(mode, await HostTool.RunAsync(Ct, "docker", "inspect", "--format", "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}", containers[$"{stack}_{mode}.1"]));

        async Task<string> InsideAsync(string service, string script) =>
            (await HostTool.RunAsync(Ct, "docker", "exec", containers[$"{stack}_{service}.1"], "sh", "-c", script)).Trim();
    }

    // 10:229 is fuse, e5 in hexadecimal.
    private static string Everything(string resolver, string disk, string shared) => $$$"""
        services:
          peer:
            image: busybox:1.36
            container_name: my-peer
            domainname: example.test
            hostname: "peer-{{.Task.Slot}}"
            environment: {WHO: "{{.Service.Name}} on {{.Node.Hostname}}"}
            command: [sleep, "3600"]
            stop_signal: SIGKILL
            volumes: ["{{{shared}}}:/made"]
          main:
            image: busybox:1.36
            stop_signal: SIGKILL
            pid: host
            uts: host
            ipc: shareable
            userns_mode: host
            cgroup: private
            runtime: runc
            devices: ["/dev/fuse:/dev/mine:r"]
            device_cgroup_rules: ["c 10:200 rw"]
            group_add: [4321]
            security_opt: ["no-new-privileges:true"]
            oom_score_adj: 321
            cpu_shares: 73
            cpu_period: 50000
            cpu_quota: 25000
            cpuset: "0"
            mem_limit: 64m
            memswap_limit: 96m
            blkio_config:
              device_read_bps: [{path: {{{disk}}}, rate: 1mb}]
              device_write_iops: [{path: {{{disk}}}, rate: 30}]
            mac_address: 02:42:ac:11:65:43
            dns: {{{resolver}}}
            dns_search: example.test
            dns_opt: ["timeout:3"]
            expose: [80, 7000-7001/udp]
            links: ["peer:friend"]
            volumes_from: ["peer:ro"]
            command:
              - sh
              - -c
              - |
                echo "pid 1 is $$([ $$$$ -gt 1 ] && echo not) mine, groups $$(id -G)"
                echo "device $$(stat -c '%F %T' /dev/mine)"
                echo "$$(grep NoNewPrivs /proc/self/status | tr -d '\t') oom $$(cat /proc/self/oom_score_adj) cpus $$(grep Cpus_allowed_list /proc/self/status | cut -f 2)"
                echo "mac $$(cat /sys/class/net/eth0/address) $$(grep search /etc/resolv.conf) $$(grep -o 'timeout:3' /etc/resolv.conf)"
                echo "$$(ls /made), $$(touch /made/x 2>&1)"
                until ping -c 1 -W 1 friend && ping -c 1 -W 1 my-peer; do sleep 0.2; done >/dev/null 2>&1
                until ping -c 1 -W 1 far.example.test 2>/dev/null | grep -q '(10.9.8.7)'; do sleep 0.2; done
                echo "friend answers, my-peer answers, far is 10.9.8.7"
                exec sleep 3600
        """;
}
