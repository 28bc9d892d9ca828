using Gantry.Worker.Docker.Usage;

namespace Gantry.Tests.Worker.Docker;

public sealed class UsageTests : IDisposable
{
    private const string Id = "6e7bbff0460f330789fd84df3e42a9ffb27d8b7d67be4327baf3de5cbd23b544";

    private readonly string _root = Directory.CreateTempSubdirectory("gantry-usage-").FullName;

    [Fact]
    public void Version_1_is_read_from_a_tree_a_controller()
    {
        Write("proc/self/mountinfo", $"""
            32 31 0:29 / {_root}/cg/cpu rw,relatime - cgroup cgroup rw,cpu
            33 31 0:30 / {_root}/cg/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
            35 31 0:32 / {_root}/cg/memory rw,relatime - cgroup cgroup rw,memory
            39 31 0:36 / {_root}/cg/pids rw,relatime - cgroup cgroup rw,pids
            41 31 0:38 / {_root}/cg/unified rw,relatime - cgroup2 cgroup2 rw
            """);
        Write("proc/77/cgroup", $"""
            9:name=systemd:/docker/{Id}
            8:pids:/docker/{Id}
            4:memory:/docker/{Id}
            2:cpuacct:/docker/{Id}
            0::/docker/{Id}
            """);
        Write($"cg/cpuacct/docker/{Id}/cpuacct.usage", "36039346\n");
        Write($"cg/memory/docker/{Id}/memory.usage_in_bytes", "7000000\n");
        Write($"cg/memory/docker/{Id}/memory.stat", "inactive_file 1\ntotal_inactive_file 2000000\n");
        Write($"cg/memory/docker/{Id}/memory.limit_in_bytes", "33554432\n");
        Write($"cg/memory/docker/{Id}/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
        Write($"cg/pids/docker/{Id}/pids.current", "12\n");

        Assert.Equal(new ContainerUsage(36_039_346, 5_000_000, 33_554_432, Pids: 12, OomKills: 3), Reader().Read(77, Id));
    }

    [Fact]
    public void Version_1_without_a_limit_has_none_and_shared_controllers_are_found()
    {
        Write("proc/self/mountinfo", $"""
            32 31 0:29 / {_root}/cg/cpu,cpuacct rw,relatime shared:3 - cgroup cgroup rw,cpu,cpuacct
            35 31 0:32 / {_root}/cg/memory rw,relatime - cgroup cgroup rw,memory
            39 31 0:36 / {_root}/cg/pids rw,relatime - cgroup cgroup rw,pids
            """);
        Write("proc/77/cgroup", $"""
            8:pids:/system.slice/docker-{Id}.scope
            4:memory:/system.slice/docker-{Id}.scope
            2:cpu,cpuacct:/system.slice/docker-{Id}.scope
            """);
        Write($"cg/cpu,cpuacct/system.slice/docker-{Id}.scope/cpuacct.usage", "5\n");
        Write($"cg/memory/system.slice/docker-{Id}.scope/memory.usage_in_bytes", "100\n");
        Write($"cg/memory/system.slice/docker-{Id}.scope/memory.limit_in_bytes", "9223372036854771712\n");

        Assert.Equal(
            new ContainerUsage(CpuNanos: 5, MemoryBytes: 100, MemoryLimitBytes: null, Pids: null, OomKills: null),
            Reader().Read(77, Id));
    }

    [Fact]
    public void Version_2_is_read_from_the_engine_s_group_even_when_an_init_system_moved_below_it()
    {
        Write("proc/self/mountinfo", $"30 23 0:26 / {_root}/cg rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n");
        Write("proc/77/cgroup", $"0::/system.slice/docker-{Id}.scope/init.scope\n");
        var folder = $"cg/system.slice/docker-{Id}.scope";
        Write($"{folder}/cpu.stat", "usage_usec 1234\nuser_usec 1000\nsystem_usec 234\n");
        Write($"{folder}/memory.current", "900\n");
        Write($"{folder}/memory.stat", "anon 10\ninactive_file 400\n");
        Write($"{folder}/memory.max", "max\n");
        Write($"{folder}/memory.events", "low 0\nhigh 0\nmax 0\noom 1\noom_kill 1\n");
        Write($"{folder}/pids.current", "2\n");

        Assert.Equal(
            new ContainerUsage(CpuNanos: 1_234_000, MemoryBytes: 500, MemoryLimitBytes: null, Pids: 2, OomKills: 1),
            Reader().Read(77, Id));
    }

    [Fact]
    public void A_pid_that_is_gone_or_another_s_by_now_has_no_usage()
    {
        Write("proc/self/mountinfo", $"30 23 0:26 / {_root}/cg rw - cgroup2 cgroup2 rw\n");
        Write("proc/78/cgroup", "0::/user.slice\n");

        Assert.Null(Reader().Read(77, Id));
        Assert.Null(Reader().Read(78, Id));
    }

    [Fact]
    public void A_host_has_its_cpus_its_memory_and_a_busy_share_between_two_samples()
    {
        WriteHost("cpu  100 0 100 700 100 0 0 0 0 0");
        var reader = new HostUsageReader(Path.Combine(_root, "proc"));
        var sampler = new HostUsageSampler(reader, TimeProvider.System);

        Assert.Null(sampler.Latest);
        sampler.Sample();
        var first = sampler.Latest;
        WriteHost("cpu  120 5 105 750 110 3 2 5 999 999");
        sampler.Sample();

        Assert.Equal(new HostFacts(Cpus: 2, MemoryBytes: 24684092L * 1024), reader.ReadFacts());
        Assert.Equal(new HostUsage(CpuBusyShare: null, LoadOneMinute: 12.01, MemoryAvailableBytes: 23784624L * 1024), first);
        Assert.Equal(0.4, sampler.Latest?.CpuBusyShare);
    }

    [Fact]
    public void A_busy_share_stays_between_0_and_1_though_counters_go_backwards()
    {
        var before = CpuTimes.Parse("cpu  100 0 0 100 50 0 0 0");

        Assert.Equal(1, CpuTimes.Parse("cpu  150 0 0 100 30 0 0 0").BusyShareSince(before));
        Assert.Null(before.BusyShareSince(before));
        Assert.Throws<FormatException>(() => CpuTimes.Parse("intr 5"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private ContainerUsageReader Reader() => new(Path.Combine(_root, "proc"));

    private void WriteHost(string cpu)
    {
        Write("proc/stat", $"{cpu}\ncpu0 1 2 3 4\ncpu1 1 2 3 4\nintr 5\n");
        Write("proc/loadavg", "12.01 13.38 8.86 5/205 11259\n");
        Write("proc/meminfo", "MemTotal:       24684092 kB\nMemFree:        21932156 kB\nMemAvailable:   23784624 kB\n");
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
