using Gantry.Compose;
using Gantry.Compose.Mapping;
using Gantry.Model.Json;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Compose;

/// <summary>Nothing is dropped in silence: every key that is accepted reaches the model, or is listed here with the reason.</summary>
public sealed class ComposeKeyTests
{
    private const string Not = "NOT ";

    // Place and key; what to write in the service, or in the file where the place is not in a service; what the model then holds.
    private static readonly (string Key, string Written, string Held)[] Rows =
    [
        (".name", "FILE name: other", "\"name\":\"s\""),
        (".services", "FILE services: {more: {image: m}}", "\"name\":\"more\""),
        (".networks", "FILE networks: {default: {internal: true}}", "\"internal\":true"),
        (".include", "FILE include: [base/base.yaml]", "\"name\":\"b\""),
        (".volumes", "volumes: ['v:/v']\nFILE volumes: {v: }", "\"volumes\":[{\"name\":\"s_v\""),
        ("services.*.cap_add", "cap_add: [NET_ADMIN]", "\"capAdd\":[\"NET_ADMIN\"]"),
        ("services.*.cap_drop", "cap_drop: [ALL]", "\"capDrop\":[\"ALL\"]"),
        ("services.*.command", "command: a 'b c'", "\"command\":[\"a\",\"b c\"]"),
        ("services.*.cpus", "cpus: 0.25", "\"limits\":{\"cpuNanos\":250000000}"),
        ("services.*.depends_on", "depends_on: [db]", "\"dependsOn\":[{\"service\":\"db\"}]"),
        ("services.*.deploy", "deploy: {replicas: 4}", "\"replicas\":4"),
        ("services.*.entrypoint", "entrypoint: []", "\"entrypoint\":[]"),
        ("services.*.env_file", "env_file: web.env", "\"environment\":{\"FROM_FILE\":\"1\"}"),
        ("services.*.environment", "environment: [A=b]", "\"environment\":{\"A\":\"b\"}"),
        ("services.*.extra_hosts", "extra_hosts: [a=10.0.0.1, 'b:[::1]', c=host-gateway]", "\"extraHosts\":[\"a:10.0.0.1\",\"b:::1\",\"c:host-gateway\"]"),
        ("services.*.healthcheck", "healthcheck: {test: x}", "\"healthCheck\":{\"test\":[\"CMD-SHELL\",\"x\"]}"),
        ("services.*.hostname", "hostname: h", "\"hostname\":\"h\""),
        ("services.*.image", "FILE services: {more: {image: m:1}}", "\"image\":\"m:1\""),
        ("services.*.init", "init: false", "\"init\":false"),
        ("services.*.label_file", "label_file: web.env", "\"labels\":{\"FROM_FILE\":\"1\"}"),
        ("services.*.labels", "labels: [a=b, c]", "\"labels\":{\"a\":\"b\",\"c\":\"\"}"),
        ("services.*.logging", "logging: {driver: none}", "\"logging\":{\"driver\":\"none\",\"options\":{}}"),
        ("services.*.mem_limit", "mem_limit: 64m", "\"limits\":{\"memoryBytes\":67108864}"),
        ("services.*.mem_reservation", "mem_reservation: 64m", "\"reservation\":{\"memoryBytes\":67108864}"),
        ("services.*.networks", "networks: [n]\nFILE networks: {n: }", "\"networks\":[{\"network\":\"s_n\",\"aliases\":[]}]"),
        ("services.*.pids_limit", "pids_limit: 9", "\"limits\":{\"pids\":9}"),
        ("services.*.platform", "platform: linux/arm64", "\"platform\":\"linux/arm64\""),
        ("services.*.ports", "ports: ['8080-8081:80-81/udp']", "\"ports\":[{\"target\":80,\"published\":8080,\"protocol\":\"udp\"},{\"target\":81,\"published\":8081,\"protocol\":\"udp\"}]"),
        ("services.*.profiles", "profiles: [p]", "NOT \"name\":\"web\""),
        ("services.*.pull_policy", "pull_policy: always", "\"pullPolicy\":\"always\""),
        ("services.*.read_only", "read_only: true", "\"readOnly\":true"),
        ("services.*.restart", "restart: on-failure:3", "\"restart\":{\"condition\":\"onFailure\",\"maxAttempts\":3}"),
        ("services.*.scale", "scale: 5", "\"replicas\":5"),
        ("services.*.shm_size", "shm_size: 1k", "\"shmSizeBytes\":1024"),
        ("services.*.stdin_open", "stdin_open: true", "\"stdinOpen\":true"),
        ("services.*.stop_grace_period", "stop_grace_period: 1m30s", "\"stopGracePeriod\":\"00:01:30\""),
        ("services.*.stop_signal", "stop_signal: SIGUSR1", "\"stopSignal\":\"SIGUSR1\""),
        ("services.*.sysctls", "sysctls: {net.core.somaxconn: 1024}", "\"sysctls\":{\"net.core.somaxconn\":\"1024\"}"),
        ("services.*.tmpfs", "tmpfs: '/run:size=1m,mode=0755,uid=5'", "\"target\":\"/run\",\"sizeBytes\":1048576,\"mode\":493,\"tmpfsOptions\":\"uid=5\"}"),
        ("services.*.tty", "tty: true", "\"tty\":true"),
        ("services.*.ulimits", "ulimits: {nproc: 7}", "\"ulimits\":[{\"name\":\"nproc\",\"soft\":7,\"hard\":7}]"),
        ("services.*.user", "user: '1000:1000'", "\"user\":\"1000:1000\""),
        ("services.*.volumes", "volumes: ['./a:/b:ro,rslave']", "{\"type\":\"bind\",\"source\":\"/project/a\",\"target\":\"/b\",\"readOnly\":true,\"createHostPath\":true,\"propagation\":\"rslave\"}"),
        ("services.*.working_dir", "working_dir: /w", "\"workingDir\":\"/w\""),
        ("services.*.x-gantry", "x-gantry: {strategy: epvm}", "\"strategy\":\"epvm\""),
        ("services.*.networks.*.aliases", "networks: {default: {aliases: [a]}}", "\"aliases\":[\"a\"]"),
        ("services.*.networks.*.ipv4_address", "networks: {default: {ipv4_address: 10.1.2.3}}", "\"ipv4Address\":\"10.1.2.3\""),
        ("services.*.depends_on.*.condition", "depends_on: {db: {condition: service_healthy}}", "\"condition\":\"healthy\""),
        ("services.*.depends_on.*.required", "depends_on: {db: {condition: service_started, required: false}}", "\"required\":false"),
        ("services.*.depends_on.*.restart", "depends_on: {db: {condition: service_started, restart: true}}", "\"restart\":true"),
        ("services.*.deploy.labels", "deploy: {labels: {a: 1}}", "\"labels\":{\"a\":\"1\"}"),
        ("services.*.deploy.mode", "deploy: {mode: global}", "\"mode\":\"global\""),
        ("services.*.deploy.placement", "deploy: {placement: {max_replicas_per_node: 2}}", "\"maxReplicasPerNode\":2"),
        ("services.*.deploy.replicas", "deploy: {replicas: '0'}", "\"replicas\":0"),
        ("services.*.deploy.resources", "deploy: {resources: {limits: {pids: 3}}}", "\"limits\":{\"pids\":3}"),
        ("services.*.deploy.restart_policy", "deploy: {restart_policy: {condition: none}}", "\"condition\":\"none\""),
        ("services.*.deploy.placement.constraints", "deploy: {placement: {constraints: [node.role == worker]}}", "\"constraints\":[\"node.role == worker\"]"),
        ("services.*.deploy.placement.max_replicas_per_node", "deploy: {placement: {max_replicas_per_node: 2}}", "\"maxReplicasPerNode\":2"),
        ("services.*.deploy.placement.preferences", "deploy: {placement: {preferences: [{spread: a}, {spread: b}]}}", "\"spreadOver\":[\"a\",\"b\"]"),
        ("services.*.deploy.placement.preferences[].spread", "deploy: {placement: {preferences: [{spread: a}]}}", "\"spreadOver\":[\"a\"]"),
        ("services.*.deploy.resources.limits", "deploy: {resources: {limits: {pids: 3}}}", "\"limits\":{\"pids\":3}"),
        ("services.*.deploy.resources.reservations", "deploy: {resources: {reservations: {cpus: '2'}}}", "\"reservation\":{\"cpuNanos\":2000000000}"),
        ("services.*.deploy.resources.limits.cpus", "deploy: {resources: {limits: {cpus: '0.5'}}}", "\"limits\":{\"cpuNanos\":500000000}"),
        ("services.*.deploy.resources.limits.memory", "deploy: {resources: {limits: {memory: 1g}}}", "\"limits\":{\"memoryBytes\":1073741824}"),
        ("services.*.deploy.resources.limits.pids", "deploy: {resources: {limits: {pids: 3}}}", "\"limits\":{\"pids\":3}"),
        ("services.*.deploy.resources.reservations.cpus", "deploy: {resources: {reservations: {cpus: 1.5}}}", "\"reservation\":{\"cpuNanos\":1500000000}"),
        ("services.*.deploy.resources.reservations.memory", "deploy: {resources: {reservations: {memory: 8MiB}}}", "\"reservation\":{\"memoryBytes\":8388608}"),
        ("services.*.deploy.restart_policy.condition", "deploy: {restart_policy: {condition: on-failure}}", "\"condition\":\"onFailure\""),
        ("services.*.deploy.restart_policy.delay", "deploy: {restart_policy: {delay: 7s}}", "\"delay\":\"00:00:07\""),
        ("services.*.deploy.restart_policy.max_attempts", "deploy: {restart_policy: {max_attempts: 4}}", "\"maxAttempts\":4"),
        ("services.*.deploy.restart_policy.window", "deploy: {restart_policy: {window: 2m}}", "\"window\":\"00:02:00\""),
        ("services.*.env_file[].format", "env_file: [{path: raw.env, format: raw}]", "\"RAW\":\"\\u0022$X\\u0022\""),
        ("services.*.env_file[].path", "env_file: [{path: ./web.env}]", "\"FROM_FILE\":\"1\""),
        ("services.*.env_file[].required", "env_file: [{path: none.env, required: false}, web.env]", "\"FROM_FILE\":\"1\""),
        ("services.*.extends.file", "extends: {file: base/base.yaml, service: b}", "\"user\":\"from-base\""),
        ("include[].env_file", "FILE include: [{path: base/env.yaml, env_file: web.env}]", "\"user\":\"1\""),
        ("include[].path", "FILE include: [{path: [base/base.yaml]}]", "\"user\":\"from-base\""),
        ("include[].project_directory", "FILE include: [{path: base/env.yaml, project_directory: dir}]", "/project/dir/data"),
        ("services.*.extends.service", "extends: {service: b, file: ./base/base.yaml}", "\"user\":\"from-base\""),
        ("services.*.x-gantry.probe", "x-gantry: {probe: {tcp: {port: 1}}}", "\"probes\":[{\"kind\":\"tcp\",\"port\":1}]"),
        ("services.*.x-gantry.probes", "x-gantry: {probes: [{tcp: {port: 1}}, {tcp: {port: 2}}]}", "\"probes\":[{\"kind\":\"tcp\",\"port\":1},{\"kind\":\"tcp\",\"port\":2}]"),
        ("services.*.x-gantry.strategy", "x-gantry: {strategy: binpack}", "\"strategy\":\"binpack\""),
        ("services.*.x-gantry.probe.command", "x-gantry: {probe: {command: [a, b]}}", "{\"kind\":\"command\",\"command\":[\"a\",\"b\"]}"),
        ("services.*.x-gantry.probe.http", "x-gantry: {probe: {http: {port: 80, path: /h}}}", "\"probes\":[{\"kind\":\"http\",\"port\":80,\"path\":\"/h\"}]"),
        ("services.*.x-gantry.probe.interval", "x-gantry: {probe: {tcp: {port: 1}, interval: 2s}}", "\"interval\":\"00:00:02\""),
        ("services.*.x-gantry.probe.retries", "x-gantry: {probe: {tcp: {port: 1}, retries: 9}}", "\"retries\":9"),
        ("services.*.x-gantry.probe.start_period", "x-gantry: {probe: {tcp: {port: 1}, start_period: 2s}}", "\"startPeriod\":\"00:00:02\""),
        ("services.*.x-gantry.probe.tcp", "x-gantry: {probe: {tcp: {port: 1}}}", "\"kind\":\"tcp\""),
        ("services.*.x-gantry.probe.timeout", "x-gantry: {probe: {tcp: {port: 1}, timeout: 2s}}", "\"timeout\":\"00:00:02\""),
        ("services.*.x-gantry.probe.http.path", "x-gantry: {probe: {http: {port: 80, path: /h}}}", "\"path\":\"/h\""),
        ("services.*.x-gantry.probe.http.port", "x-gantry: {probe: {http: {port: 81}}}", "\"port\":81"),
        ("services.*.x-gantry.probe.tcp.port", "x-gantry: {probe: {tcp: {port: 82}}}", "\"port\":82"),
        ("services.*.healthcheck.disable", "healthcheck: {test: x, disable: true}", "\"healthCheck\":{\"test\":[\"NONE\"]}"),
        ("services.*.healthcheck.interval", "healthcheck: {interval: 2s}", "\"healthCheck\":{\"test\":[],\"interval\":\"00:00:02\"}"),
        ("services.*.healthcheck.retries", "healthcheck: {retries: 9}", "\"retries\":9"),
        ("services.*.healthcheck.start_interval", "healthcheck: {start_interval: 100ms}", "\"startInterval\":\"00:00:00.1000000\""),
        ("services.*.healthcheck.start_period", "healthcheck: {start_period: 2s}", "\"startPeriod\":\"00:00:02\""),
        ("services.*.healthcheck.test", "healthcheck: {test: [CMD, a]}", "\"test\":[\"CMD\",\"a\"]"),
        ("services.*.healthcheck.timeout", "healthcheck: {timeout: 2s}", "\"timeout\":\"00:00:02\""),
        ("services.*.logging.driver", "logging: {driver: syslog}", "\"driver\":\"syslog\""),
        ("services.*.logging.options", "logging: {options: {max-size: 1m}}", "\"options\":{\"max-size\":\"1m\"}"),
        ("services.*.volumes[].bind", "volumes: [{type: bind, source: /a, target: /b, bind: {create_host_path: false}}]", "\"source\":\"/a\",\"target\":\"/b\"}"),
        ("services.*.volumes[].read_only", "volumes: [{type: volume, target: /b, read_only: true}]", "\"readOnly\":true"),
        ("services.*.volumes[].source", "volumes: [{type: bind, source: ../a, target: /b}]", "\"source\":\"/a\""),
        ("services.*.volumes[].target", "volumes: [{type: volume, target: /b/../c}]", "\"target\":\"/c\""),
        ("services.*.volumes[].tmpfs", "volumes: [{type: tmpfs, target: /b, tmpfs: {size: 1m}}]", "\"sizeBytes\":1048576"),
        ("services.*.volumes[].type", "volumes: [{type: tmpfs, target: /b}]", "\"type\":\"tmpfs\""),
        ("services.*.volumes[].volume", "volumes: [{type: volume, target: /b, volume: {nocopy: true}}]", "\"noCopy\":true"),
        ("services.*.volumes[].bind.create_host_path", "volumes: [{type: bind, source: /a, target: /b, bind: {create_host_path: false}}]", "{\"type\":\"bind\",\"source\":\"/a\",\"target\":\"/b\"}"),
        ("services.*.volumes[].bind.propagation", "volumes: [{type: bind, source: /a, target: /b, bind: {propagation: shared}}]", "\"propagation\":\"shared\""),
        ("services.*.volumes[].bind.selinux", "volumes: [{type: bind, source: /a, target: /b, bind: {selinux: Z}}]", "\"seLinux\":\"Z\""),
        ("services.*.volumes[].volume.nocopy", "volumes: [{type: volume, target: /b, volume: {nocopy: true}}]", "\"noCopy\":true"),
        ("services.*.volumes[].tmpfs.mode", "volumes: [{type: tmpfs, target: /b, tmpfs: {mode: 01777}}]", "\"mode\":1023"),
        ("services.*.volumes[].tmpfs.size", "volumes: [{type: tmpfs, target: /b, tmpfs: {size: 4096}}]", "\"sizeBytes\":4096"),
        ("services.*.ports[].host_ip", "ports: [{target: 80, published: 81, host_ip: '::1'}]", "\"hostIp\":\"::1\""),
        ("services.*.ports[].mode", "ports: [{target: 80, published: '81', mode: host}]", "\"hostPorts\":[{\"target\":80,\"published\":81,\"mode\":\"host\"}]"),
        ("services.*.ports[].protocol", "ports: [{target: 80, protocol: UDP}]", "\"ports\":[{\"target\":80,\"protocol\":\"udp\"}]"),
        ("services.*.ports[].published", "ports: [{target: 80, published: 8080}]", "\"published\":8080"),
        ("services.*.ports[].target", "ports: [{target: 8600}]", "\"target\":8600"),
        ("services.*.ulimits.*.hard", "ulimits: {nofile: {soft: 1, hard: -1}}", "\"hard\":-1"),
        ("services.*.ulimits.*.soft", "ulimits: {nofile: {soft: 1, hard: 2}}", "{\"name\":\"nofile\",\"soft\":1,\"hard\":2}"),
        ("networks.*.attachable", "FILE networks: {default: {attachable: true}}", "\"attachable\":true"),
        ("networks.*.driver", "FILE networks: {default: {driver: macvlan}}", "\"driver\":\"macvlan\""),
        ("networks.*.driver_opts", "FILE networks: {default: {driver_opts: {a: 1}}}", "\"options\":{\"a\":\"1\"}"),
        ("networks.*.external", "FILE networks: {default: {external: true}}", "{\"name\":\"default\",\"external\":true"),
        ("networks.*.internal", "FILE networks: {default: {internal: true}}", "\"internal\":true"),
        ("networks.*.ipam", "FILE networks: {default: {ipam: {config: [{subnet: 10.9.0.0/24}]}}}", "\"subnet\":\"10.9.0.0/24\""),
        ("networks.*.labels", "FILE networks: {default: {labels: [a=b]}}", "\"labels\":{\"a\":\"b\"}"),
        ("networks.*.name", "FILE networks: {default: {name: mine}}", "\"network\":\"mine\""),
        ("networks.*.ipam.config", "FILE networks: {default: {ipam: {config: [{subnet: 10.9.0.0/24}]}}}", "\"subnet\":\"10.9.0.0/24\""),
        ("networks.*.ipam.config[].subnet", "FILE networks: {default: {ipam: {config: [{subnet: 10.9.0.0/24}]}}}", "\"subnet\":\"10.9.0.0/24\""),
        ("volumes.*.driver", "volumes: ['v:/v']\nFILE volumes: {v: {driver: nfs}}", "\"driver\":\"nfs\""),
        ("volumes.*.driver_opts", "volumes: ['v:/v']\nFILE volumes: {v: {driver_opts: {type: nfs}}}", "\"options\":{\"type\":\"nfs\"}"),
        ("volumes.*.external", "volumes: ['v:/v']\nFILE volumes: {v: {external: true}}", "{\"name\":\"v\",\"external\":true"),
        ("volumes.*.labels", "volumes: ['v:/v']\nFILE volumes: {v: {labels: {a: b}}}", "\"labels\":{\"a\":\"b\"}"),
        ("volumes.*.name", "volumes: ['v:/v']\nFILE volumes: {v: {name: mine}}", "\"source\":\"mine\""),
    ];

    // Accepted, and rightly without a trace in the model.
    private static readonly string[] WithoutTrace =
    [
        ".version", // obsolete: a warning says that it has no effect
        "networks.*.ipam.driver", // only "default" is accepted, which is what there is
    ];

    public static TheoryData<string, string, string> Table => [.. Rows];

    [Fact]
    public void Every_accepted_key_has_a_row() =>
        Assert.Equal(
            ComposeKeys.Tables.SelectMany(t => t.Keys.Select(k => $"{t.Place}.{k}")).Order(StringComparer.Ordinal),
            Rows.Select(r => r.Key).Concat(WithoutTrace).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Table))]
    public void An_accepted_key_reaches_the_model(string key, string written, string held)
    {
        var model = CompactJson.Write(Read(written).Accepted());

        var without = CompactJson.Write(Read("").Accepted());
        if (held.StartsWith(Not, StringComparison.Ordinal))
            (model, without, held) = (without, model, held[Not.Length..]);
        Assert.Contains(held, model, StringComparison.Ordinal);
        if (key is not ".name")
            Assert.DoesNotContain(held, without, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void What_config_writes_reads_as_the_same_stack(string key, string written, string held)
    {
        var stack = Read(written).Accepted();
        Assert.NotEqual(key, held);

        foreach (var format in new[] { ConfigFormat.Yaml, ConfigFormat.Json })
        {
            var again = ComposeReader.Read(null, ComposeText.Bundle(StackConfig.Write(stack, format))).Accepted();
            Assert.Equal(CompactJson.Write(stack), CompactJson.Write(again));
        }
    }

    public static IEnumerable<string> Texts() => Rows.Select(r => Text(r.Written));

    private static ComposeResult Read(string written) => ComposeReader.Read("s", ComposeText.Bundle(Text(written)) with
    {
        Files = [new BundleFile("web.env", "FROM_FILE=1\n"), new BundleFile("raw.env", "RAW=\"$X\"\n"), new BundleFile("base/base.yaml", "services: {b: {image: b, user: from-base}}"), new BundleFile("base/env.yaml", "services: {b: {image: b, user: '${FROM_FILE-}', volumes: ['./data:/d']}}")],
    });

    private static string Text(string written)
    {
        var lines = written.Split('\n');
        var service = lines.Where(l => !l.StartsWith("FILE ", StringComparison.Ordinal)).Select(l => "    " + l);
        var file = lines.Where(l => l.StartsWith("FILE ", StringComparison.Ordinal)).Select(l => l["FILE ".Length..]).ToList();
        var hasServices = file.Exists(l => l.StartsWith("services: ", StringComparison.Ordinal));
        return $"services:\n  db: {{image: d}}\n  web:\n    image: w\n{string.Join('\n', service)}\n{(hasServices ? "---\n" : "")}{string.Join('\n', file)}\n";
    }
}
