namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>What runs in a container, as whom, with which rights, and how it is stopped and watched.</summary>
internal static class ProcessRows
{
    // CAP_CHOWN is bit 0, CAP_NET_BIND_SERVICE bit 10.
    public static readonly IReadOnlyList<EngineRow> All =
    [
        new("image", "peer", "image: busybox:1.36", "{{.Config.Image}}", "busybox:1.36"),
        new("user", "main", "user: '5:6'", "$ awk '/^[UG]id/ {print $2}' /proc/1/status | xargs", "5 6"),
        new("group_add", "host", "group_add: [4321]", "$ awk '/^Groups/ {print $NF}' /proc/self/status", "4321"),
        new("working_dir", "main", "working_dir: /bin", "$ readlink /proc/1/cwd", "/bin"),
        new("init", "main", "init: true", "$ cat /proc/1/comm", "docker-init"),
        new("entrypoint command", "main", "entrypoint: [sh, -c]\ncommand: ['sleep 3600; # $$HOME']", "$ tr '\\0' '|' </proc/1/cmdline", "/sbin/docker-init|--|sh|-c|sleep 3600; # $HOME|"),
        new("command", "host", "command: sleep '3601'", "{{json .Config.Entrypoint}} {{json .Config.Cmd}}", "null [\"sleep\",\"3601\"]"),
        new("environment", "main", "environment: {COLOR: blue, EMPTY: ''}", "$ tr '\\0' '\\n' </proc/1/environ | grep -E '^(COLOR|EMPTY)'", "COLOR=blue\nEMPTY="),
        new("environment", "peer", "environment: ['WHO={{.Service.Name}} on {{.Node.Hostname}}']", "$ echo $WHO", "@STACK_peer on here"),
        new("env_file env_file[].path env_file[].format env_file[].required", "main", "env_file: [app.env, {path: raw.env, format: raw}, {path: none.env, required: false}]", "$ tr '\\0' '\\n' </proc/1/environ | grep -E '^(FROM_FILE|RAW)'", "FROM_FILE=from the file\nRAW=\"$X\""),
        new("labels", "main", "labels: {team: blue}", "{{.Config.Labels.team}}", "blue"),
        new("label_file", "main", "label_file: app.labels", "{{index .Config.Labels \"from.file\"}}", "yes"),
        new("deploy.labels", "deployed", "deploy: {labels: {of.service: yes}}", "{{index .Config.Labels \"of.service\"}}", "<no value>"),
        new("hostname", "main", "hostname: box", "$ hostname", "box"),
        new("hostname", "peer", "hostname: 'peer-{{.Task.Slot}}'", "$ hostname", "peer-1"),
        new("domainname", "peer", "domainname: example.test", "$ cat /proc/sys/kernel/domainname", "example.test"),
        new("tty", "term", "tty: true", "$ readlink /proc/1/fd/1", "/dev/pts/0"),
        new("stdin_open", "open", "stdin_open: true\ncommand: [cat]", "$ cat /proc/1/comm", "cat"),
        new("stop_signal", "main", "stop_signal: SIGUSR1", "{{.Config.StopSignal}}", "SIGUSR1"),
        new("stop_grace_period", "main", "stop_grace_period: 2500ms", "{{.Config.StopTimeout}}", "3"),
        new("cap_drop cap_add", "main", "cap_drop: [ALL]\ncap_add: [CHOWN, NET_BIND_SERVICE]", "$ awk '/^CapBnd/ {print $2}' /proc/1/status", "0000000000000401"),
        new("privileged", "strong", "privileged: true", "$ mount -t tmpfs none /tmp && echo mounted", "mounted") { Needs = EngineNeed.EveryCapability },
        new("security_opt", "host", "security_opt: ['no-new-privileges:true']", "$ awk '/^NoNewPrivs/ {print $2}' /proc/self/status", "1"),
        new("security_opt", "open", "security_opt: [seccomp=unconfined, systempaths=unconfined]", "$ awk '/^Seccomp:/ {print $2}' /proc/1/status; grep -c ' /proc/sys ' /proc/mounts", "0\n0"),
        new("read_only", "main", "read_only: true", "$ touch /x", "touch: /x: Read-only file system"),
        new("sysctls", "main", "sysctls: {net.core.somaxconn: 99}", "$ cat /proc/sys/net/core/somaxconn", "99"),
        new("runtime", "host", "runtime: runc", "{{.HostConfig.Runtime}}", "runc"),
        new(
            "healthcheck.test healthcheck.interval healthcheck.timeout healthcheck.start_period healthcheck.retries",
            "main",
            "healthcheck: {test: [CMD, test, -d, /proc], interval: 1s, timeout: 2s, start_period: 9s, retries: 4}",
            "{{with .Config.Healthcheck}}{{json .Test}} {{json .Interval}} {{json .Timeout}} {{json .StartPeriod}} {{.Retries}}{{end}} {{.State.Health.Status}}",
            "[\"CMD\",\"test\",\"-d\",\"/proc\"] 1000000000 2000000000 9000000000 4 healthy"),
        new("healthcheck.disable", "peer", "healthcheck: {disable: true}", "{{json .Config.Healthcheck.Test}}", "[\"NONE\"]"),
        new("logging.driver logging.options", "main", "logging: {driver: json-file, options: {max-size: 1m, max-file: '2'}}", "{{with .HostConfig.LogConfig}}{{.Type}} {{index .Config \"max-size\"}} {{index .Config \"max-file\"}}{{end}}", "json-file 1m 2"),
        new("logging", "peer", "logging: {driver: none}", "{{.HostConfig.LogConfig.Type}}", "none"),
        new("scale", "open", "scale: 2", "! docker ps -q --filter label=dev.gantry.stack=@STACK --filter label=dev.gantry.service=open | wc -l", "2"),
        new("deploy.mode deploy.replicas", "deployed", "deploy: {mode: replicated, replicas: 2}", "! docker ps -q --filter label=dev.gantry.stack=@STACK --filter label=dev.gantry.service=deployed | wc -l", "2"),

        // Gantry restarts: an engine that did too would race it.
        new("restart", "main", "restart: always", "{{.HostConfig.RestartPolicy.Name}}", "no"),
    ];
}
