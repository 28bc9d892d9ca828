namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>Keys that ask for what this machine has not, or what cannot be done yet.</summary>
internal static class RefusedRows
{
    /// <summary>By the engine, when it is to start the container: its own words say that it was asked.</summary>
    public static readonly IReadOnlyList<RefusedRow> ByEngine =
    [
        new("privileged", "strong", "privileged: true", "apply caps") { Needs = EngineNeed.FewerCapabilities },
        new("storage_opt", "quota", "storage_opt: {size: 1G}", "--storage-opt is supported only for"),
        new("runtime", "other", "runtime: no-such", "runtime specified no-such"),
        new("gpus gpus[].capabilities gpus[].driver gpus[].count", "graphics", "gpus: [{driver: no-such, capabilities: [utility], count: 1}]", "could not select device driver \"no-such\" with capabilities: [[utility gpu]]"),
        new(
            "deploy.resources.reservations.devices[].capabilities deploy.resources.reservations.devices[].driver deploy.resources.reservations.devices[].device_ids",
            "reserved",
            "deploy: {resources: {reservations: {devices: [{driver: none-such, capabilities: [tpu], device_ids: ['0']}]}}}",
            "could not select device driver \"none-such\" with capabilities: [[tpu]]"),
        new("cpu_rt_period cpu_rt_runtime", "realtime", "cpu_rt_period: 1s\ncpu_rt_runtime: 400ms", "cpu.rt_runtime_us") { Needs = EngineNeed.FirstCgroups },
        new("volumes[].bind.create_host_path", "bound", "volumes: [{type: bind, source: ./nowhere, target: /x, bind: {create_host_path: false}}]", "bind source path does not exist"),
        new("networks.*.ipv6_address", "six", "networks: {default: {ipv6_address: '2001:db8::7'}}", "user specified IP address is supported only when connecting to networks with user configured subnets"),
    ];

    /// <summary>By the deploy, before anything is changed.</summary>
    public static readonly IReadOnlyList<RefusedRow> AtDeploy =
    [
        new("annotations", "a", "annotations: {a: b}", "annotations needs an engine with API 1.43 (Docker Engine 24.0)") { Until = "1.43" },
        new("volumes[].bind.recursive", "a", "volumes: [{type: bind, source: /a, target: /b, read_only: true, bind: {recursive: readonly, create_host_path: false}}]", "volumes.bind.recursive needs an engine with API 1.44 (Docker Engine 25.0)") { Until = "1.44" },
        new("volumes[].volume.subpath", "a", "volumes: [{type: volume, source: v, target: /v, volume: {subpath: a}}]\nFILE volumes: {v: }", "volumes.volume.subpath needs an engine with API 1.45 (Docker Engine 26.0)") { Until = "1.45" },
        new("networks.*.gw_priority", "a", "networks: {default: {gw_priority: 1}}", "networks.gw_priority needs an engine with API 1.48 (Docker Engine 28.0)") { Until = "1.48" },
        new("networks.*.mac_address", "a", "networks: {default: {priority: 9}, second: {mac_address: '02:42:ac:11:65:45'}}\nFILE networks: {second: }", "mac_address on another network than the first needs an engine with API 1.44 (Docker Engine 25.0)") { Until = "1.44" },
        new("ports[].host_ip", "b", "ports: [{target: 80, published: 81, host_ip: '::1'}]", "a port that reaches any replica is published on IPv4 alone"),
        new("secrets", "b", "secrets: [k]\nFILE secrets: {k: {environment: K}}", "Service 'b' uses secrets ("),
        new("configs", "b", "configs: [k]\nFILE configs: {k: {content: x}}", "Service 'b' uses configs ("),
        new("deploy.mode", "c", "deploy: {mode: replicated-job}", "Service 'c' is a job, which this version of Gantry cannot run yet."),
        new("deploy.mode", "d", "deploy: {mode: global-job}", "Service 'd' is a job, which this version of Gantry cannot run yet."),
        new("build", "e", "build: {context: .}\nimage: !reset null", "Service 'e' has 'build' and no 'image', and was not built: deploy it with --build, or name the image to run."),
    ];
}
