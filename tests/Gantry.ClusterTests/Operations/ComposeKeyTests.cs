using Gantry.ClusterTests.Testing;
using Gantry.DockerTests.Testing;
using Gantry.Model.Tasks;

namespace Gantry.ClusterTests.Operations;

/// <summary>From the keys of a file to what a real container has: seen from inside where that can be, else as the engine has it.</summary>
public sealed class ComposeKeyTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Everything = """
        services:
          main:
            image: busybox:1.36
            user: "5:6"
            working_dir: /bin
            hostname: box
            entrypoint: [sh, -c]
            command:
              - |
                echo "user $$(id -u):$$(id -g) in $$(pwd) on $$(hostname), first is $$(cat /proc/1/comm)"
                echo "env $$COLOR $$FROM_FILE"
                echo "nofile $$(ulimit -Sn) $$(ulimit -Hn)"
                echo "bounded by $$(grep CapBnd /proc/self/status | tr -d '\t')"
                echo "root: $$(touch /x 2>&1)"
                echo "somaxconn $$(cat /proc/sys/net/core/somaxconn)"
                echo "far is $$(grep far /etc/hosts | tr '\t' ' ')"
                echo "shm $$(df -k /dev/shm | tail -n 1 | tr -s ' ' | cut -d ' ' -f 2)"
                for place in /run/app /scratch; do
                  echo "$$place $$(df -k $$place | tail -n 1 | tr -s ' ' | cut -d ' ' -f 2) $$(stat -c '%a %u' $$place)"
                done
                echo "exec on tmpfs: $$(grep -c '/run/app tmpfs .*noexec' /proc/mounts), volume: $$(touch /data/x 2>&1), bind: $$(ls /made)"
                echo "pids $$(cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null)"
                echo "memory $$(cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null)"
                touch /run/app/told
                exec sleep 3600
            environment: {COLOR: blue}
            env_file: app.env
            cap_drop: [ALL]
            cap_add: [CHOWN, NET_BIND_SERVICE]
            read_only: true
            init: true
            sysctls: {net.core.somaxconn: 99}
            ulimits: {nofile: {soft: 321, hard: 654}}
            shm_size: 8m
            extra_hosts: [far=10.9.8.7]
            tmpfs: /run/app:size=2m,mode=0750,uid=5,noexec
            volumes:
              - {type: tmpfs, target: /scratch, tmpfs: {size: 1m, mode: 01770}}
              - data:/data:ro,z
              - ./made:/made
            stop_signal: SIGUSR1
            stop_grace_period: 3s
            pids_limit: 64
            mem_limit: 64m
            mem_reservation: 32m
            cpus: 0.5
            labels: {team: blue}
            logging: {driver: json-file, options: {max-size: 1m, max-file: "2"}}
            healthcheck: {test: [CMD, test, -f, /run/app/told], interval: 1s, timeout: 2s, start_period: 9s, retries: 4}
        volumes:
          data:
        """;

    // CAP_CHOWN is bit 0, CAP_NET_BIND_SERVICE bit 10.
    private const string Inside = """
        user 5:6 in /bin on box, first is docker-init
        env blue from the file
        nofile 321 654
        bounded by CapBnd:0000000000000401
        root: touch: /x: Read-only file system
        somaxconn 99
        far is 10.9.8.7 far
        shm 8192
        /run/app 2048 750 5
        /scratch 1024 1770 0
        exec on tmpfs: 1, volume: touch: /data/x: Read-only file system, bind: witness
        pids 64
        memory 67108864
        """;

    private const string Beside = """
        {{.Config.StopSignal}} after {{.Config.StopTimeout}} s, cpus {{.HostConfig.NanoCpus}}, reserves {{.HostConfig.MemoryReservation}}, team {{.Config.Labels.team}}
        {{with .HostConfig.LogConfig}}{{.Type}} {{index .Config "max-size"}} {{index .Config "max-file"}}{{end}}
        {{json .HostConfig.Binds}}
        {{with .Config.Healthcheck}}{{json .Test}} {{json .Interval}} {{json .Timeout}} {{json .StartPeriod}} {{.Retries}}{{end}}
        """;

    private readonly ServerProcess _server = shared.Process;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_has_what_its_file_says()
    {
        var stack = RandomStack.Named("keys");
        await File.WriteAllTextAsync(Path.Combine(_server.Folder, "compose.yaml"), Everything, Ct);
        await File.WriteAllTextAsync(Path.Combine(_server.Folder, "app.env"), "FROM_FILE=\"from the file\"\n", Ct);
        Directory.CreateDirectory(Path.Combine(_server.Folder, "made"));
        await File.WriteAllTextAsync(Path.Combine(_server.Folder, "made", "witness"), "", Ct);

        (await new GantryCommand(_server.Folder).RunAsync(Ct, "deploy", stack, "--yes", "--host", $"unix://{_server.SocketPath}")).Expect(0);

        var container = Assert.Single(await _server.Cluster.RunningAsync(stack, Ct)).Id;
        Assert.Equal(Inside, await HostTool.RunAsync(Ct, "docker", "logs", container));
        Assert.Equal(
            $"""
            SIGUSR1 after 3 s, cpus 500000000, reserves 33554432, team blue
            json-file 1m 2
            ["{stack}_data:/data:ro,z","{_server.Folder}/made:/made:rw"]
            ["CMD","test","-f","/run/app/told"] 1000000000 2000000000 9000000000 4
            """,
            await HostTool.RunAsync(Ct, "docker", "inspect", "--format", Beside, container));
    }

    [Fact]
    public async Task What_a_probe_finds_decides_on_the_service_and_replaces_what_has_failed()
    {
        var stack = RandomStack.Named("probed");
        var compose = Composes.Shell(
            "mkdir -p /www; exec httpd -f -p 8080 -h /www",
            "stop_signal: SIGKILL", "x-gantry: {probe: {http: {port: 8080, path: /ok}, interval: 300ms, retries: 2, start_period: 5m}}");

        await _server.Api.DeployAsync(stack, compose, Ct);
        var first = await _server.TaskAsync(stack, t => t.Observed.HealthOutput is not null, Ct);
        Assert.False(first.InService, await _server.StoryAsync("It fails and is in service."));

        await RunInsideAsync(stack, "mkdir -p /www && touch /www/ok");
        await _server.UntilAsync(token => _server.IsInServiceAsync(stack, token), Eventually.Patience, "a probe that passes brings it into service", Ct);

        await RunInsideAsync(stack, "rm /www/ok");
        var second = await _server.TaskAsync(stack, t => t.Id != first.Id && t.Observed.HealthOutput is not null, Ct);
        var ended = await _server.TaskAsync(stack, t => t.Id == first.Id && t.Observed.State.IsTerminal(), Ct);
        Assert.Equal(TaskHealth.Unhealthy, ended.Observed.Health);
        Assert.Contains("404", ended.Observed.HealthOutput, StringComparison.Ordinal);
        Assert.Equal((first.Slot, false), (second.Slot, second.InService));

        await RunInsideAsync(stack, "mkdir -p /www && touch /www/ok");
        await _server.UntilAsync(token => _server.IsInServiceAsync(stack, token), Eventually.Patience, "its successor comes into service", Ct);
    }

    [Fact]
    public async Task A_global_service_has_one_task_on_the_node_and_one_successor_of_it()
    {
        var stack = RandomStack.Named("global");
        await _server.DeployAndWaitAsync(stack, Composes.Shell("exec sleep 3600", "stop_signal: SIGKILL", "deploy: {mode: global}"), Ct);

        var task = Assert.Single(await _server.Api.TasksAsync(stack, all: true, Ct));
        var container = Assert.Single(await _server.Cluster.RunningAsync(stack, Ct));
        Assert.Equal((0, "here", true), (task.Slot, task.Node, task.InService));
        Assert.Equal(($"{stack}_main.0", $"{task.Id}", $"{stack}-main.{task.Id.ToString()[..12]}"), (container.Slot, container.TaskId, container.Name));

        await _server.Cluster.KillAsync(container.Id, Ct);
        var next = await _server.TaskAsync(stack, t => t.Id != task.Id && t.InService, Ct);

        Assert.Equal((0, "here"), (next.Slot, next.Node));
        Assert.Equal([next.Id], (await _server.Api.TasksAsync(stack, all: false, Ct)).Where(t => !t.Observed.State.IsTerminal()).Select(t => t.Id));
        Assert.Equal($"{next.Id}", Assert.Single(await _server.Cluster.RunningAsync(stack, Ct)).TaskId);
    }

    private async Task RunInsideAsync(string stack, string script) =>
        await HostTool.RunAsync(Ct, "docker", "exec", Assert.Single(await _server.Cluster.RunningAsync(stack, Ct)).Id, "sh", "-c", script);
}
