using Gantry.Doctor;
using Gantry.Output;

namespace Gantry.Tests.Doctor;

/// <summary>Every verdict on a machine, with the words that a person reads.</summary>
public sealed class MachineChecksTests
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const long Gigabyte = 1L << 30;
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly EngineAnswer.Told Engine = new("28.0.1", "1.48", "linux", IsRootless: false, "overlay2");
    private static readonly KernelFacts Kernel = new("6.1.0-18-amd64", KernelCheck.Features.ToDictionary(f => f, _ => (bool?)true), true, true, true);
    private static readonly FolderFacts Worker = new("/d", Own, HasNode: true, CertificateEnd: Now.AddDays(60), RenewAt: Now.AddDays(20));

    private static readonly MachineFacts Well = new(
        IsRoot: true,
        Worker,
        Engine,
        new CgroupFacts(2, ["cpu", "memory", "pids"]),
        Kernel,
        [new PortFacts("53", "names", PortNeed.Now, null, "move it")],
        [new DiskFacts("data disk", "/d", 100 * Gigabyte, 50 * Gigabyte)],
        new MemoryFacts(8 * Gigabyte, 4 * Gigabyte),
        new LinkFacts("eth0", 1500, "docker0", 1500),
        new ManagerFacts("https://m:4000", null, IsTrusted: true, ClockDifference: TimeSpan.FromSeconds(1)),
        TimeService: null);

    [Fact]
    public void A_worker_that_is_well_passes_every_check() => Assert.Equal(
        """
        PASS role: a worker, by /d
        PASS data folder: mode 0700
        PASS engine: 28.0.1, API 1.48, overlay2
        PASS cgroup: version 2, with cpu, memory and pids
        PASS kernel: Linux 6.1.0-18-amd64
        PASS kernel features: overlay, bridge, veth, nf_tables, br_netfilter, tun
        PASS packet rules: nft and iptables
        PASS forwarding: net.ipv4.ip_forward is 1
        PASS port 53: free, for names
        PASS data disk: /d: 50GiB of 100GiB free (50 %)
        PASS memory: 4GiB of 8GiB available
        PASS clock: as the manager's
        PASS mtu: eth0 1500, docker0 1500
        PASS manager: https://m:4000, of this worker's cluster
        PASS certificate: until 2030-03-02, renewed by itself before
        """,
        Said(MachineChecks.Of(Well, "unix:///e.sock", Now)));

    [Fact]
    public void A_machine_that_is_nothing_yet_is_asked_neither_for_a_manager_nor_for_a_certificate()
    {
        var machine = Well with { Folder = new FolderFacts("/d", Mode: null), Manager = null, TimeService = "chronyd" };

        var checks = MachineChecks.Of(machine, "unix:///e.sock", Now);

        Assert.All(checks, check => Assert.Equal(CheckResult.Pass, check.Result));
        Assert.Equal("kept by chronyd", checks.Single(c => c.Name == "clock").Detail);
        Assert.DoesNotContain(checks, c => c.Name is "manager" or "certificate");
    }

    [Fact]
    public void The_data_folder_tells_what_the_machine_is() => Assert.Equal(
        """
        PASS role: a server, by /d
        PASS data folder: mode 0700
        WARN role: /d is a server's and a worker's. -> Give each its own --data-dir: a server has a worker in it already.
        FAIL data folder: /d has mode 0750: others than its owner come to keys and state. -> chmod 700 /d
        PASS role: none yet: /d has neither a server nor a worker
        PASS data folder: made at the first start
        WARN user: This is not root: who holds a port, and what is in the data folder, may stay hidden. -> sudo gantry doctor
        WARN role: /d cannot be read. -> Run it as root: sudo gantry doctor
        PASS data folder: mode 0700
        FAIL role: It is broken. Join again. -> Restore the folder from a backup, or do as the text says.
        PASS data folder: mode 0700
        """,
        Said([
            .. FolderCheck.Of(new FolderFacts("/d", Own, HasServer: true), isRoot: true),
            .. FolderCheck.Of(new FolderFacts("/d", Own | UnixFileMode.GroupRead | UnixFileMode.GroupExecute, HasServer: true, HasNode: true), isRoot: true),
            .. FolderCheck.Of(new FolderFacts("/d", Mode: null), isRoot: false),
            .. FolderCheck.Of(new FolderFacts("/d", Own, IsReadable: false), isRoot: true),
            .. FolderCheck.Of(new FolderFacts("/d", Own, HasNode: true, Problem: "It is broken. Join again."), isRoot: true),
        ]));

    [Fact]
    public void An_engine_must_answer_and_be_one_for_Linux() => Assert.Equal(
        """
        FAIL engine: There is no socket at unix:///e. -> Install and start Docker: apt-get install docker.io (dnf install moby-engine, apk add docker). Or name its socket with --engine.
        FAIL engine: This user may not open unix:///e. -> Run it as root, or: usermod -aG docker $USER, and log in anew.
        FAIL engine: unix:///e: nobody listens on the socket. -> systemctl restart docker; its log: journalctl -u docker.
        FAIL engine: unix:///e: it speaks API 1.40. -> Install Docker Engine 20.10 or newer, or name its socket with --engine.
        FAIL engine: The engine 28.0.1 runs containers of windows. -> Give Gantry a Docker Engine for Linux containers.
        WARN engine: The engine 28.0.1 is rootless: published ports and limits may not work. -> Name the engine that root runs: --engine unix:///var/run/docker.sock.
        """,
        Said(((EngineAnswer[])
        [
            new EngineAnswer.NoSocket(), new EngineAnswer.Denied(), new EngineAnswer.Silent("nobody listens on the socket"),
            new EngineAnswer.Unsupported("it speaks API 1.40"), Engine with { Os = "windows" }, Engine with { IsRootless = true },
        ]).Select(answer => EngineCheck.Of("unix:///e", answer))));

    [Fact]
    public void Limits_need_cgroups_with_their_controllers() => Assert.Equal(
        """
        FAIL cgroup: No cgroups are mounted. -> mount -t cgroup2 none /sys/fs/cgroup, and restart the engine.
        FAIL cgroup: Version 2 without memory: such limits of tasks would not hold. -> Add cgroup_enable=memory swapaccount=1 to the kernel's command line, and boot.
        FAIL cgroup: Version 1 without cpu, pids: such limits of tasks would not hold. -> Use a kernel that has them, or mount them where the distribution left them out.
        WARN cgroup: Version 1: newer engines give it up. -> Boot with systemd.unified_cgroup_hierarchy=1, when there is a good time for it.
        """,
        Said(((CgroupFacts[])[new(null, []), new(2, ["cpu", "pids"]), new(1, ["memory"]), new(1, ["cpu", "memory", "pids"])]).Select(CgroupCheck.Of)));

    [Fact]
    public void Of_the_kernel_only_what_is_used_today_can_fail() => Assert.Equal(
        """
        WARN kernel: Linux 4.9.0-13-amd64 is older than any that Gantry was tried on. -> Take a distribution with Linux 4.18 or newer.
        FAIL kernel features: The kernel has no veth, no nf_tables: containers get no network without veth; ports cannot be published without nf_tables. -> modprobe -a veth nf_tables; where that fails, install the distribution's whole kernel (linux-image-amd64, linux-modules-extra).
        WARN kernel features: The kernel has no overlay, no br_netfilter, no tun: images need more disk and time without overlay; containers of one network are not kept apart without br_netfilter; an encrypted network between machines will want tun. -> modprobe -a overlay br_netfilter tun, and put the names into /etc/modules-load.d/gantry.conf.
        WARN kernel features: Nothing on this machine tells whether the kernel has bridge. -> modprobe -a bridge tells.
        FAIL packet rules: The command nft is missing: ports cannot be published. -> apt-get install nftables (dnf install nftables, apk add nftables)
        WARN packet rules: The command iptables is missing: the engine wants it, and a FORWARD policy of DROP would not be seen. -> apt-get install iptables (dnf install iptables-nft, apk add iptables)
        FAIL forwarding: net.ipv4.ip_forward is 0: containers reach nobody, and published ports do not answer. -> sysctl -w net.ipv4.ip_forward=1, and write it into /etc/sysctl.d/99-gantry.conf.
        """,
        Said(((KernelFacts[])
        [
            Kernel with { Release = "4.9.0-13-amd64" }, Without(false, "veth", "nf_tables", "tun"), Without(false, "overlay", "br_netfilter", "tun"),
            Without(null, "bridge"), Kernel with { HasNft = false, HasIptables = false }, Kernel with { HasIptables = false }, Kernel with { ForwardsPackets = false },
        ]).SelectMany(kernel => KernelCheck.Of(kernel, engineRuns: true)).Where(c => c.Result != CheckResult.Pass)));

    [Fact]
    public void An_engine_that_does_not_run_has_not_set_forwarding_yet() => Assert.Equal(
        "WARN forwarding: net.ipv4.ip_forward is 0. -> The engine sets it when it starts; sysctl -w net.ipv4.ip_forward=1 does it now.",
        Said(KernelCheck.Of(Kernel with { ForwardsPackets = false }, engineRuns: false).Where(c => c.Name == "forwarding")));

    [Fact]
    public void A_port_is_free_or_gantrys_or_in_the_way()
    {
        var free = new PortFacts("4000", "the API", PortNeed.Now, null, "take another");
        var nginx = new PortHolder("nginx", "process nginx (pid 8) on 0.0.0.0:4000");

        Assert.Equal(
            """
            PASS port 4000: free, for the API
            PASS port 4000: the API: process gantry (pid 8) on 0.0.0.0:4000
            FAIL port 4000: Process nginx (pid 8) on 0.0.0.0:4000 has it; it is for the API. -> Stop it, or take another.
            WARN port 4000: Process nginx (pid 8) on 0.0.0.0:4000 has it; it is for the API of a server, which this machine is not yet. -> Stop it, or take another.
            WARN port 4000: Process nginx (pid 8) on 0.0.0.0:4000 has it; it is for the API. -> Stop it, or take another.
            FAIL port 4000: Another process on 0.0.0.0:4000 has it; it is for the API. -> sudo gantry doctor shows which; stop it, or take another.
            """,
            Said(((PortFacts[])
            [
                free, free with { Holder = new PortHolder("gantry", "process gantry (pid 8) on 0.0.0.0:4000") }, free with { Holder = nginx },
                free with { Holder = nginx, Need = PortNeed.AsServer }, free with { Holder = nginx, Need = PortNeed.Perhaps },
                free with { Holder = new PortHolder(null, "another process on 0.0.0.0:4000") },
            ]).Select(PortCheck.Of)));
    }

    [Fact]
    public void A_disk_warns_below_a_tenth_and_fails_below_a_fiftieth_or_half_a_gigabyte() => Assert.Equal(
        """
        PASS data disk: /d: 10GiB of 100GiB free (10 %)
        WARN data disk: /d: 9GiB of 100GiB free (9 %). -> Free some of it: du -xh --max-depth=2 /d shows what is large. Or grow the disk.
        FAIL data disk: /d: 1GiB of 100GiB free (1 %). Changes and pulls are about to fail. -> Free some of it: du -xh --max-depth=2 /d shows what is large. Or grow the disk.
        FAIL engine disk: /e: 477MiB of 954MiB free (49 %). Changes and pulls are about to fail. -> docker system prune removes stopped containers and images that nothing uses. Or grow the disk.
        PASS engine disk: /e: 477MiB of 954MiB free (50 %)
        """,
        Said(((DiskFacts[])
        [
            new("data disk", "/d", 100 * Gigabyte, 10 * Gigabyte), new("data disk", "/d", 100 * Gigabyte, 9 * Gigabyte), new("data disk", "/d", 100 * Gigabyte, Gigabyte),
            new("engine disk", "/e", 1_000_000_000, 499_999_999), new("engine disk", "/e", 1_000_000_000, 500_000_000),
        ]).Select(DiskCheck.Of)));

    [Fact]
    public void Little_memory_warns() => Assert.Equal(
        "WARN memory: 512MiB of 8GiB available: the kernel may soon kill something. -> gantry top shows who uses it; give services limits, or add a node.",
        Said([MemoryCheck.Of(new MemoryFacts(8 * Gigabyte, Gigabyte / 2))]));

    [Fact]
    public void A_clock_warns_above_five_seconds_and_fails_above_five_minutes() => Assert.Equal(
        """
        PASS clock: as the manager's
        WARN clock: It is 6.0s behind the manager's. -> Let both machines take their time from one source: apt-get install chrony (dnf install chrony, apk add chrony).
        WARN clock: It is 5m ahead of the manager's. -> Let both machines take their time from one source: apt-get install chrony (dnf install chrony, apk add chrony).
        FAIL clock: It is 5m ahead of the manager's: certificates and tokens are refused. -> Let both machines take their time from one source: apt-get install chrony (dnf install chrony, apk add chrony).
        WARN clock: No time service runs here: in weeks the clock may be off by minutes. -> apt-get install chrony (dnf install chrony, apk add chrony). In a container or virtual machine whose host keeps the time this may stay.
        """,
        Said([
            ClockCheck.Of(TimeSpan.FromSeconds(5), "manager"), ClockCheck.Of(TimeSpan.FromSeconds(6), "manager"), ClockCheck.Of(TimeSpan.FromSeconds(-300), "manager"),
            ClockCheck.Of(TimeSpan.FromSeconds(-301), "manager"), ClockCheck.Of(service: null),
        ]));

    [Fact]
    public void A_bridge_must_not_let_in_what_does_not_fit_through_the_way_out() => Assert.Equal(
        """
        PASS mtu: eth0 1500, docker0 1400
        WARN mtu: docker0 lets packets of 1500 bytes in, and eth0 only 1400 out: large ones may get lost. -> Write "mtu": 1400 into /etc/docker/daemon.json and restart the engine.
        PASS mtu: eth0 1400
        WARN mtu: This machine has no default route: registries and other machines may be out of reach. -> ip route add default via ADDRESS, where it should have one.
        """,
        Said(((LinkFacts?[])[new("eth0", 1500, "docker0", 1400), new("eth0", 1400, "docker0", 1500), new("eth0", 1400, null, 0), null]).Select(LinkCheck.Of)));

    [Fact]
    public void The_manager_must_answer_and_be_the_one_that_was_joined() => Assert.Equal(
        """
        FAIL manager: https://m:4000 cannot be reached: No route to host -> Is gantry server running there, and does a firewall on the way let TCP 4000 through?
        FAIL manager: https://m:4000 shows a certificate that is not of this worker's cluster. -> Somebody else answers at that address, or stands in between. Look at where it leads; if the cluster is a new one, join it with a new token and an empty data folder.
        PASS manager: https://m:4000 answers; its join tokens begin with gantry-join-1-ab
        WARN manager: https://m:4000 answers, and shows no CA. -> Is it a gantry server? gantry node token create prints the address.
        """,
        Said(((ManagerFacts[])
        [
            new("https://m:4000", "https://m:4000 cannot be reached: No route to host", null), new("https://m:4000", null, IsTrusted: false),
            new("https://m:4000", null, IsTrusted: null, "ab"), new("https://m:4000", null, IsTrusted: null),
        ]).SelectMany(ManagerCheck.Of)));

    [Fact]
    public void A_certificate_that_ended_or_is_not_renewed_is_told() => Assert.Equal(
        """
        FAIL certificate: The node's certificate ended on 2029-12-31: no manager lets it in. -> On a manager: gantry node token create. Here: start gantry worker with that --token and --join.
        WARN certificate: The node's certificate ends on 2030-01-11, and should have been renewed on 2029-12-30. -> Start gantry worker, and look in its log for why the manager does not renew it.
        """,
        Said([
            .. CertificateCheck.Of(Worker with { CertificateEnd = Now.AddSeconds(-1) }, Now),
            .. CertificateCheck.Of(Worker with { CertificateEnd = Now.AddDays(10), RenewAt = Now.AddDays(-2) }, Now),
        ]));

    private static KernelFacts Without(bool? has, params string[] features) =>
        Kernel with { Features = Kernel.Features.ToDictionary(f => f.Key, f => features.Contains(f.Key) ? has : f.Value) };

    private static string Said(IEnumerable<CheckItem> checks) => string.Join(
        '\n', checks.Select(c => $"{c.Result.ToString().ToUpperInvariant()} {c.Name}: {c.Detail}{(c.Fix is null ? "" : $" -> {c.Fix}")}"));
}
