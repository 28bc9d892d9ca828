namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>How much a container may have, and what of its node it shares.</summary>
internal static class ResourceRows
{
    private const string Same = "! [ $(readlink /proc/self/ns/{0}) = $(docker exec $C readlink /proc/self/ns/{0}) ] && echo same";

    // 10:229 is fuse, e5 in hexadecimal.
    public static readonly IReadOnlyList<EngineRow> All =
    [
        new("mem_limit", "main", "mem_limit: 64m", "$ cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null", "67108864"),
        new("mem_reservation", "main", "mem_reservation: 32m", "{{.HostConfig.MemoryReservation}}", "33554432"),
        new("pids_limit", "main", "pids_limit: 64", "$ cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null", "64"),
        new("cpus", "main", "cpus: 0.5", "{{.HostConfig.NanoCpus}}", "500000000"),
        new("ulimits ulimits.*.soft ulimits.*.hard", "main", "ulimits: {nofile: {soft: 321, hard: 654}, nproc: 77}", "$ awk '/^Max (open files|processes)/ {print $(NF-2), $(NF-1)}' /proc/1/limits", "77 77\n321 654"),
        new("shm_size", "main", "shm_size: 8m", "$ df -k /dev/shm | awk 'END {print $2}'", "8192"),
        new("deploy.resources.limits.cpus", "deployed", "deploy: {resources: {limits: {cpus: '0.25'}}}", "{{.HostConfig.NanoCpus}}", "250000000"),
        new("deploy.resources.limits.memory", "deployed", "deploy: {resources: {limits: {memory: 48m}}}", "{{.HostConfig.Memory}}", "50331648"),
        new("deploy.resources.limits.pids", "deployed", "deploy: {resources: {limits: {pids: 33}}}", "{{.HostConfig.PidsLimit}}", "33"),
        new("deploy.resources.reservations.memory", "deployed", "deploy: {resources: {reservations: {memory: 16m}}}", "{{.HostConfig.MemoryReservation}}", "16777216"),
        new("cpu_shares", "host", "cpu_shares: 73", "{{.HostConfig.CpuShares}}", "73"),
        new("cpu_period cpu_quota", "host", "cpu_period: 50000\ncpu_quota: 25000", "{{.HostConfig.CpuPeriod}} {{.HostConfig.CpuQuota}}", "50000 25000"),
        new("cpuset", "host", "cpuset: '0'", "$ awk '/^Cpus_allowed_list/ {print $2}' /proc/self/status", "0"),
        new("memswap_limit", "host", "mem_limit: 64m\nmemswap_limit: 96m", "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}", "67108864 100663296"),
        new("mem_swappiness", "host", "mem_swappiness: 7", "$ cat /sys/fs/cgroup/memory/memory.swappiness", "7") { Needs = EngineNeed.FirstCgroups },
        new("oom_kill_disable", "host", "oom_kill_disable: true", "$ head -n 1 /sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 1") { Needs = EngineNeed.FirstCgroups },
        new("oom_score_adj", "host", "oom_score_adj: 321", "$ cat /proc/self/oom_score_adj", "321"),
        new("cgroup_parent", "open", "cgroup_parent: /@STACK", "{{.HostConfig.CgroupParent}}", "/@STACK"),
        new("blkio_config.device_read_bps blkio_config.device_read_bps[].path blkio_config.device_read_bps[].rate", "host", "blkio_config: {device_read_bps: [{path: @DISK, rate: 1mb}]}", "{{json .HostConfig.BlkioDeviceReadBps}}", "[{\"Path\":\"@DISK\",\"Rate\":1048576}]"),
        new("blkio_config.device_read_iops blkio_config.device_read_iops[].path blkio_config.device_read_iops[].rate", "host", "blkio_config: {device_read_iops: [{path: @DISK, rate: 20}]}", "{{json .HostConfig.BlkioDeviceReadIOps}}", "[{\"Path\":\"@DISK\",\"Rate\":20}]"),
        new("blkio_config.device_write_bps blkio_config.device_write_bps[].path blkio_config.device_write_bps[].rate", "host", "blkio_config: {device_write_bps: [{path: @DISK, rate: 2mb}]}", "{{json .HostConfig.BlkioDeviceWriteBps}}", "[{\"Path\":\"@DISK\",\"Rate\":2097152}]"),
        new("blkio_config.device_write_iops blkio_config.device_write_iops[].path blkio_config.device_write_iops[].rate", "host", "blkio_config: {device_write_iops: [{path: @DISK, rate: 30}]}", "{{json .HostConfig.BlkioDeviceWriteIOps}}", "[{\"Path\":\"@DISK\",\"Rate\":30}]"),
        new("devices", "host", "devices: ['/dev/fuse:/dev/mine:r']", "{{range .HostConfig.Devices}}{{.PathOnHost}}:{{.PathInContainer}}:{{.CgroupPermissions}}{{end}}", "/dev/fuse:/dev/mine:r"),
        new("devices[].source devices[].target devices[].permissions", "open", "devices: [{source: /dev/fuse, target: /dev/other, permissions: r}]", "$ stat -c '%F %T' /dev/other; (: >/dev/other) 2>&1 | grep -o 'not permitted'", "character special file e5\nnot permitted"),
        new("device_cgroup_rules", "host", "device_cgroup_rules: ['c 10:200 rw']", "{{json .HostConfig.DeviceCgroupRules}}", "[\"c 10:200 rw\"]"),
        new("pid", "host", "pid: host", In("pid"), "same"),
        new("uts", "host", "uts: host", In("uts"), "same"),
        new("userns_mode", "host", "userns_mode: host", "{{.HostConfig.UsernsMode}}", "host"),
        new("cgroup", "host", "cgroup: private", "{{.HostConfig.CgroupnsMode}}", "private"),
        new("cgroup", "open", "cgroup: host", In("cgroup"), "same"),
        new("ipc", "host", "ipc: shareable", "{{.HostConfig.IpcMode}}", "shareable"),
        new("ipc", "alone", "ipc: host", In("ipc"), "same"),
        new("ipc", "open", "ipc: none", "$ test -d /dev/shm || echo none", "none"),
    ];

    private static string In(string kind) => Same.Replace("{0}", kind, StringComparison.Ordinal);
}
