using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Usage;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

/// <summary>Every field of the create body reaches the engine: inspect gives back what was sent.</summary>
public sealed class DockerCreateBodyTests(LocalEngine local) : IAsyncDisposable
{
    private static readonly string[] NotSent =
    [
        // Newer than the oldest engine; FieldVersions refuses it.
        "HostConfig.Annotations",
        // Needs a file system with quotas, another container, or a kernel with real-time groups.
        "HostConfig.StorageOpt", "HostConfig.VolumesFrom", "HostConfig.Links",
        "HostConfig.CpuRealtimePeriod", "HostConfig.CpuRealtimeRuntime",
        // The kernel here has no such controllers: the engine warns and drops them.
        "HostConfig.BlkioWeight", "HostConfig.BlkioWeightDevice",
    ];

    private readonly EngineScope _scope = local.NewScope();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_comes_back_from_inspect()
    {
        CreateContainer[] bodies = [First(), Second()];
        // Made beforehand to carry our label: a bind makes one that nobody would remove.
        await local.Engine.Volumes.CreateAsync(new CreateVolume(_scope.Name("bound")) { Labels = _scope.Labels }, Ct);
        foreach (var body in bodies)
        {
            var id = await _scope.CreateAsync($"body{Array.IndexOf(bodies, body)}", body, Ct);
            var sent = ToNode(body);
            var details = await local.Engine.Containers.InspectAsync(id, Ct);
            var kept = ToNode(new CreateContainer()).AsObject();
            foreach (var (name, value) in ToNode(details)["Config"]!.AsObject())
                kept[name] = value?.DeepClone();
            kept["HostConfig"] = ToNode(details)["HostConfig"]!.DeepClone();
            sent.AsObject().Remove("NetworkingConfig");

            Assert.Equal([], Missing("", sent, kept));
        }
    }

    [Fact]
    public void The_bodies_above_set_every_field_that_there_is()
    {
        var sent = new[] { ToNode(First()), ToNode(Second()) };

        var untested = Names(typeof(CreateContainer), "")
            .Concat(Names(typeof(HostConfig), "HostConfig."))
            .Where(name => !sent.Any(s => Has(s, name)))
            .Except(NotSent);

        Assert.Equal([], untested);
    }

    [Fact]
    public async Task A_container_sees_what_it_was_given()
    {
        var body = _scope.Shell(
            "id -u; pwd; hostname; ulimit -n; echo $COLOR; cat /proc/sys/net/core/somaxconn; "
            + "df -m /dev/shm | tail -1 | tr -s ' ' | cut -d' ' -f2; grep -c 10.9.8.7 /etc/hosts; touch /x 2>&1; "
            + "df -m /tmp | tail -1 | tr -s ' ' | cut -d' ' -f2; cat /proc/1/comm") with
        {
            User = "77",
            WorkingDir = "/bin",
            Hostname = "box",
            Env = ["COLOR=blue"],
            HostConfig = new HostConfig
            {
                Ulimits = [new Ulimit("nofile", Soft: 321, Hard: 654)],
                Sysctls = new Dictionary<string, string> { ["net.core.somaxconn"] = "99" },
                ShmSize = 8 << 20,
                ExtraHosts = ["far:10.9.8.7"],
                ReadonlyRootfs = true,
                Tmpfs = new Dictionary<string, string> { ["/tmp"] = "size=3m" },
                Init = true,
            },
        };
        var id = await _scope.RunAsync("sees", body, Ct);
        await local.Engine.Containers.WaitAsync(id, Ct);

        Assert.Equal(
            "77\n/bin\nbox\n321\nblue\n99\n8\n1\ntouch: /x: Read-only file system\n3\ndocker-init\n",
            await local.Engine.Containers.LogsAsync(id, new LogsQuery(), Ct).TextAsync(Ct));
    }

    [Fact]
    public async Task Usage_of_a_running_container_is_read_from_its_control_group()
    {
        var body = _scope.Shell("dd if=/dev/zero of=/dev/null bs=1M count=2000 2>/dev/null; echo ready; sleep 600") with
        {
            HostConfig = new HostConfig { Memory = 64 << 20 },
        };
        var id = await _scope.RunAsync("usage", body, Ct);
        await local.Engine.Containers.LogsAsync(id, new LogsQuery(Follow: true), Ct).UntilAsync("ready", Ct);
        var pid = (await local.Engine.Containers.InspectAsync(id, Ct)).State.Pid;

        var usage = new ContainerUsageReader("/proc").Read(pid, id) ?? default;

        Assert.InRange(usage.CpuNanos ?? 0, 1_000_000, 600_000_000_000);
        Assert.InRange(usage.MemoryBytes ?? 0, 4096, 64 << 20);
        Assert.Equal(64 << 20, usage.MemoryLimitBytes);
        Assert.InRange(usage.Pids ?? 0, 1, 3);
        Assert.Equal(0, usage.OomKills);
        Assert.Null(new ContainerUsageReader("/proc").Read(Environment.ProcessId, id));
    }

    [Fact]
    public async Task A_container_that_runs_out_of_memory_says_so()
    {
        var since = EngineTime.From(TimeProvider.System.GetUtcNow());
        var body = _scope.Shell("exec tail -n 1 /dev/zero") with { HostConfig = new HostConfig { Memory = 16 << 20, MemorySwap = 16 << 20 } };
        var id = await _scope.RunAsync("oom", body, Ct);

        await local.Engine.Containers.WaitAsync(id, Ct);
        var seen = await Events.UntilAsync(local.Engine.EventsAsync(_scope.Ours.And("type", "container"), since, Ct), "die", Ct);

        var state = (await local.Engine.Containers.InspectAsync(id, Ct)).State;
        Assert.Equal((true, 137), (state.OomKilled, state.ExitCode));
        Assert.Contains(seen, e => e.Action == "oom");
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    private static JsonNode ToNode(CreateContainer body) =>
        JsonSerializer.SerializeToNode(body, DockerJson.Default.CreateContainer)!;

    private static JsonNode ToNode(ContainerDetails details) =>
        JsonSerializer.SerializeToNode(details, DockerJson.Default.ContainerDetails)!;

    private static IEnumerable<string> Names(Type type, string prefix) =>
        DockerJson.Default.GetTypeInfo(type)!.Properties.Select(p => prefix + p.Name);

    private static bool Has(JsonNode node, string path)
    {
        var value = path.Split('.').Aggregate<string, JsonNode?>(node, (at, name) => at?[name]);
        return value is not null;
    }

    private static IEnumerable<string> Missing(string path, JsonNode? sent, JsonNode? kept)
    {
        if (sent is JsonObject fields)
            return fields.SelectMany(f => Missing($"{path}.{f.Key}", f.Value, (kept as JsonObject)?[f.Key]));
        // The engine adds the PATH.
        if (path == ".Env")
            kept = new JsonArray([.. (kept as JsonArray ?? []).Where(v => !v!.ToString().StartsWith("PATH=")).Select(v => v!.DeepClone())]);
        return JsonNode.DeepEquals(sent, kept) ? [] : [$"{path}: sent {sent?.ToJsonString()}, kept {kept?.ToJsonString() ?? "nothing"}"];
    }

    private CreateContainer First() => _scope.Shell("true") with
    {
        Hostname = "box",
        Domainname = "example.test",
        User = "77:78",
        WorkingDir = "/srv",
        Env = ["COLOR=blue"],
        Entrypoint = ["/bin/busybox"],
        Healthcheck = new HealthcheckConfig
        {
            Test = ["CMD", "true"],
            Interval = 2_000_000_000,
            Timeout = 3_000_000_000,
            StartPeriod = 4_000_000_000,
            Retries = 5,
        },
        StopTimeout = 7,
        Tty = true,
        OpenStdin = true,
        StdinOnce = true,
        MacAddress = "02:42:ac:11:99:02",
        ExposedPorts = new Dictionary<string, EmptyObject> { ["80/tcp"] = new(), ["53/udp"] = new() },
        Volumes = new Dictionary<string, EmptyObject> { ["/anonymous"] = new() },
        Shell = ["/bin/sh"],
        NetworkingConfig = new NetworkingConfig(new Dictionary<string, EndpointSettings> { ["bridge"] = new() }),
        HostConfig = new HostConfig
        {
            Binds = [$"{_scope.Name("bound")}:/bound:ro"],
            Mounts =
            [
                new Mount { Type = "tmpfs", Target = "/t", TmpfsOptions = new TmpfsOptions { SizeBytes = 1 << 20, Mode = 0x3FF } },
                new Mount
                {
                    Type = "bind",
                    Source = "/etc",
                    Target = "/b",
                    ReadOnly = true,
                    BindOptions = new BindOptions { Propagation = "rslave" },
                },
                new Mount
                {
                    Type = "volume",
                    Source = _scope.Name("mounted"),
                    Target = "/v",
                    VolumeOptions = new VolumeOptions
                    {
                        NoCopy = true,
                        Labels = _scope.Labels,
                        DriverConfig = new VolumeDriver(
                            "local", new Dictionary<string, string> { ["type"] = "tmpfs", ["device"] = "tmpfs" }),
                    },
                },
            ],
            Tmpfs = new Dictionary<string, string> { ["/tmp"] = "size=1m" },
            VolumeDriver = "local",
            NetworkMode = "bridge",
            PortBindings = new Dictionary<string, IReadOnlyList<PortBinding>?> { ["80/tcp"] = [new("127.0.0.1", "0")] },
            PublishAllPorts = true,
            Dns = ["10.9.8.7"],
            DnsOptions = ["ndots:2"],
            DnsSearch = ["example.test"],
            ExtraHosts = ["far:10.9.8.7"],
            RestartPolicy = new RestartPolicy("no"),
            AutoRemove = true,
            LogConfig = new LogConfig("json-file", new Dictionary<string, string> { ["max-size"] = "10m", ["max-file"] = "3" }),
            CapAdd = ["NET_ADMIN"],
            CapDrop = ["MKNOD"],
            SecurityOpt = ["no-new-privileges:true"],
            ReadonlyRootfs = true,
            MaskedPaths = ["/proc/kcore"],
            ReadonlyPaths = ["/proc/sys"],
            GroupAdd = ["79"],
            IpcMode = "private",
            UsernsMode = "host",
            CgroupnsMode = "host",
            CgroupParent = "/" + _scope.Prefix,
            Runtime = "runc",
            Init = true,
            Sysctls = new Dictionary<string, string> { ["net.core.somaxconn"] = "99" },
            ShmSize = 8 << 20,
            Memory = 64 << 20,
            MemorySwap = 128 << 20,
            MemoryReservation = 32 << 20,
            MemorySwappiness = 10,
            OomKillDisable = false,
            OomScoreAdj = 100,
            NanoCpus = 500_000_000,
            CpuShares = 512,
            CpusetCpus = "0",
            CpusetMems = "0",
            PidsLimit = 64,
            Ulimits = [new Ulimit("nofile", Soft: 321, Hard: 654)],
            Devices = [new DeviceMapping("/dev/null", "/dev/nothing", "rwm")],
            DeviceCgroupRules = ["c 1:3 rwm"],
            DeviceRequests =
            [
                new DeviceRequest
                {
                    Driver = "nvidia",
                    Count = -1,
                    Capabilities = [["gpu"]],
                    Options = new Dictionary<string, string> { ["a"] = "b" },
                },
            ],
            BlkioDeviceReadBps = [new ThrottleDevice("/dev/null", 1000)],
            BlkioDeviceWriteBps = [new ThrottleDevice("/dev/null", 1001)],
            BlkioDeviceReadOperations = [new ThrottleDevice("/dev/null", 1002)],
            BlkioDeviceWriteOperations = [new ThrottleDevice("/dev/null", 1003)],
        },
    };

    // What excludes something in the first: a name of its own and the host's, a share of CPUs and a quota.
    private CreateContainer Second() => _scope.Shell("true") with
    {
        NetworkDisabled = true,
        HostConfig = new HostConfig
        {
            Privileged = true,
            PidMode = "host",
            UtsMode = "host",
            CpuPeriod = 50_000,
            CpuQuota = 25_000,
        },
    };
}
