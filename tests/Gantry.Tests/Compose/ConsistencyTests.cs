using Gantry.Compose;
using Gantry.Model.Services;

namespace Gantry.Tests.Compose;

public sealed class ConsistencyTests
{
    [Theory]
    [InlineData("ports: ['80:70000']", "bad_port")]
    [InlineData("ports: ['70000:80']", "bad_port")]
    [InlineData("ports: ['80-81:80-82']", "bad_port")]
    [InlineData("ports: ['0-9000:80']", "bad_port")]
    [InlineData("ports: ['9000-8000:80']", "bad_port")]
    [InlineData("ports: ['8000-9000:80-81']", "bad_port")]
    [InlineData("ports: [{target: 80, published: 8000-9000, mode: host}]", "unsupported_value")]
    [InlineData("ports: ['0']", "bad_port")]
    [InlineData("ports: ['']", "bad_port")]
    [InlineData("ports: ['a:80']", "bad_port")]
    [InlineData("ports: ['80:80/tcpp']", "bad_choice")]
    [InlineData("ports: ['127.0.1:8080:80']", "bad_address")]
    [InlineData("ports: ['0177.0.0.1:8080:80']", "bad_address")]
    [InlineData("ports: ['localhost:8080:80']", "bad_address")]
    [InlineData("ports: [{published: 80}]", "bad_port")]
    [InlineData("ports: 80", "wrong_type")]
    [InlineData("ports: [80.5]", "wrong_type")]
    [InlineData("volumes: ['a:b:c:d']", "bad_volume")]
    [InlineData("volumes: ['a::/b']", "bad_volume")]
    [InlineData("volumes: ['data:/b']", "undefined_volume")]
    [InlineData("volumes: ['/a:b']", "bad_volume")]
    [InlineData("volumes: ['/a:/']", "bad_volume")]
    [InlineData("volumes: ['/a:/b/../..']", "bad_volume")]
    [InlineData("volumes: ['~/a:/b']", "bad_volume")]
    [InlineData("volumes: ['C:\\a:/b']", "bad_volume")]
    [InlineData("volumes: ['/a:/b']\n    tmpfs: /b/", "duplicate_target")]
    [InlineData("volumes: [{type: npipe, target: /b}]", "unsupported_value")]
    [InlineData("volumes: [{type: bind, target: /b}]", "bad_volume")]
    [InlineData("volumes: [{type: bind, source: /a, target: /b, volume: {nocopy: true}}]", "no_effect")]
    [InlineData("volumes: [{type: tmpfs, source: /a, target: /b}]", "no_effect")]
    [InlineData("networks: [nowhere]", "undefined_network")]
    [InlineData("networks: {default: {ipv4_address: 10.0.0}}", "bad_address")]
    [InlineData("networks: {default: {ipv4_address: 10.0.0.9}}\n    scale: 2", "address_conflict")]
    [InlineData("depends_on: [nobody]", "undefined_dependency")]
    [InlineData("depends_on: [web]", "dependency_cycle")]
    [InlineData("depends_on: {web: {condition: service_ready}}", "bad_choice")]
    [InlineData("depends_on: {web: {}}", "no_condition")]
    [InlineData("scale: 2\n    deploy: {replicas: 3}", "conflict")]
    [InlineData("deploy: {mode: global, replicas: 3}", "conflict")]
    [InlineData("deploy: {replicas: -1}", "bad_number")]
    [InlineData("deploy: {replicas: 1.5}", "bad_number")]
    [InlineData("deploy: {mode: global-job, replicas: 2}", "conflict")]
    [InlineData("deploy: {update_config: {max_failure_ratio: 2}}", "bad_number")]
    [InlineData("deploy: {update_config: {order: first}}", "bad_choice")]
    [InlineData("build: {dockerfile: a, dockerfile_inline: FROM b}", "conflict")]
    [InlineData("build: {secrets: [none]}", "undefined_secret")]
    [InlineData("build: {isolation: hyperv}", "unsupported_key")]
    [InlineData("build: {additional_contexts: {base: 'service:none'}}", "undefined_build")]
    [InlineData("build: {additional_contexts: {base: 'service:web'}}", "build_cycle")]
    [InlineData("secrets: [none]", "undefined_secret")]
    [InlineData("configs: [{target: /x}]", "bad_config")]
    [InlineData("mem_limit: 64m\n    deploy: {resources: {limits: {memory: 65m}}}", "conflict")]
    [InlineData("pids_limit: 6\n    deploy: {resources: {limits: {pids: 5}}}", "conflict")]
    [InlineData("cpus: 1\n    deploy: {resources: {limits: {cpus: '2'}}}", "conflict")]
    [InlineData("cpus: -1", "bad_number")]
    [InlineData("mem_limit: 1m", "bad_size")]
    [InlineData("mem_limit: -5m", "bad_size")]
    [InlineData("shm_size: 5q", "bad_size")]
    [InlineData("stop_grace_period: 10", "bad_duration")]
    [InlineData("stop_grace_period: 1.5.5s", "bad_duration")]
    [InlineData("stop_grace_period: -5s", "bad_duration")]
    [InlineData("stop_grace_period: 100us", "bad_duration")]
    [InlineData("healthcheck: {test: [wget, x]}", "bad_health_test")]
    [InlineData("healthcheck: {test: [CMD]}", "bad_health_test")]
    [InlineData("healthcheck: {interval: soon}", "bad_duration")]
    [InlineData("restart: false", "wrong_type")]
    [InlineData("restart: sometimes", "bad_choice")]
    [InlineData("restart: on-failure:x", "bad_choice")]
    [InlineData("platform: arm", "bad_platform")]
    [InlineData("user: 1000", "wrong_type")]
    [InlineData("command: [sleep, 5]", "wrong_type")]
    [InlineData("command: a 'b", "bad_command")]
    [InlineData("read_only: maybe", "bad_boolean")]
    [InlineData("environment: {A: [b]}", "wrong_type")]
    [InlineData("environment: [{A: b}]", "wrong_type")]
    [InlineData("environment: ['=b']", "empty_value")]
    [InlineData("env_file: none.env", "file_missing")]
    [InlineData("env_file: /proc/self/environ", "file_missing")]
    [InlineData("labels: {dev.gantry.task: x}", "reserved_label")]
    [InlineData("extra_hosts: [a=1.2.3]", "bad_host")]
    [InlineData("extra_hosts: [a]", "bad_host")]
    [InlineData("ulimits: {nofile: {soft: 3, hard: 2}}", "bad_ulimit")]
    [InlineData("ulimits: {nofile: many}", "bad_number")]
    [InlineData("hostname: '{{.Node.Hostnam}}'", "unknown_template")]
    [InlineData("hostname: '{{.Task.Slot'", "unknown_template")]
    [InlineData("environment: {A: 'x{{ if eq .Task.Slot \"1\" }}y{{end}}'}", "unknown_template")]
    [InlineData("environment: {A: '{{.Service.Labels.gone}}'}", "unknown_template")]
    [InlineData("volumes: ['/data/{{ .Node.Labels.a }}:/b']", "unknown_template")]
    [InlineData("volumes: ['data-{{.Task.Slot}}:/b']", "unsupported_template")]
    [InlineData("image: --privileged", "duplicate_key")]
    [InlineData("tmpfs: '/a:mode=9'", "bad_mode")]
    [InlineData("x-gantry: {probe: {}}", "bad_probe")]
    [InlineData("x-gantry: {probe: {tcp: {port: 1}, http: {port: 2}}}", "bad_probe")]
    [InlineData("x-gantry: {probe: {http: {path: h}}}", "bad_probe")]
    [InlineData("hostname: ${A:?no}", "variable_required")]
    [InlineData("hostname: ${A", "interpolation_syntax")]
    public void Refuses_what_cannot_be_meant(string lines, string code)
    {
        var refused = Assert.IsType<ComposeResult.Refused>(ComposeText.Read("services:\n  web:\n    image: a\n    " + lines + "\n"));

        Assert.Contains(refused.Problems, p => p.Code == code && p.Severity is Severity.Error);
    }

    [Theory]
    [InlineData(
        "volumes: [{type: bind, source: /a, target: /b, bind: {create_host_path: false, selinux: z}}]",
        "compose.yaml:4:93: error: services.web.volumes[0].bind.selinux cannot be had together with `create_host_path: false`")]
    [InlineData("volumes: [{type: volume, target: /b, bind: {selinux: Z}}]", "compose.yaml:4:58: error: services.web.volumes[0].bind.selinux has no effect: the engine labels no volume without a name")]
    [InlineData("volumes: ['v:/b:rslave']", "compose.yaml:4:15: error: services.web.volumes[0].bind.propagation has no effect on a mount of type volume")]
    [InlineData("volumes: [{type: volume, source: v, target: /b, bind: {create_host_path: true}}]", "compose.yaml:4:78: error: services.web.volumes[0].bind.create_host_path has no effect")]
    public void A_mount_option_that_the_engine_cannot_have_there_is_refused_at_its_place(string lines, string problem)
    {
        var refused = Assert.IsType<ComposeResult.Refused>(ComposeText.Read("services:\n  web:\n    image: a\n    " + lines + "\nvolumes: {v: }\n"));

        Assert.StartsWith(problem, $"{Assert.Single(refused.Problems, p => p.Severity is Severity.Error)}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_volume_keeps_its_label_and_a_tmpfs_what_mount_alone_understands()
    {
        var web = ComposeText.Read("services: {web: {image: a, volumes: ['v:/b:ro,Z'], tmpfs: ['/c:size=0,mode=0000,noexec']}}\nvolumes: {v: }\n").Service();

        Assert.Equal(
            [new Mount(MountType.Volume, "s_v", "/b", ReadOnly: true) { SeLinux = "Z" }, new Mount(MountType.Tmpfs, null, "/c") { TmpfsOptions = "size=0,mode=0000,noexec" }],
            web.Container.Mounts);
    }

    [Theory]
    [InlineData("volumes: {a: {external: true, driver: local}}", "external_conflict")]
    [InlineData("volumes: {a: {name: a, external: {name: b}}}", "external_conflict")]
    [InlineData("networks: {a: {name: a, external: {name: b}}}", "external_conflict")]
    [InlineData("networks: {a: {ipam: {driver: dhcp}}}", "unsupported_value")]
    [InlineData("networks: {a: {ipam: {config: [{subnet: 'fd00::/200'}]}}}", "bad_subnet")]
    [InlineData("networks: {a: {ipam: {config: [{subnet: 10.0.0.0/24}, {subnet: 10.0.1.0/24}]}}}", "unsupported_value")]
    [InlineData("networks: {a: {ipam: {config: [{gateway: 10.0.0.1}]}}}", "no_subnet")]
    [InlineData("networks: {a: {ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.0.1.1}]}}}", "bad_address")]
    [InlineData("networks: {a: {ipam: {config: [{subnet: 10.0.0.0/24, gateway: 'fd00::1'}]}}}", "bad_address")]
    [InlineData("networks: {a: {ipam: {config: [{subnet: 10.0.0.0/24, ip_range: 10.0.1.0/25}]}}}", "bad_address")]
    [InlineData("networks: {a: {ipam: {config: [{subnet: 10.0.0.0/24, aux_addresses: {host1: 10.0.1.5}}]}}}", "bad_address")]
    [InlineData("networks: {a: {ipam: {config: [{subnet: 10.0.0.0/24, ip_range: 10.0.0.0}]}}}", "bad_subnet")]
    [InlineData("networks: {a: {enable_ipv4: false}}", "unsupported_value")]
    [InlineData("networks: {a: {name: 'a b'}}", "bad_name")]
    [InlineData("volumes: {a: {name: 'a-{{.Task.Slot}}'}}", "unsupported_template")]
    [InlineData("volumes: {'-a': }", "bad_name")]
    [InlineData("secrets: {a: }", "no_source")]
    [InlineData("secrets: {a: {labels: [b=c]}}", "no_source")]
    [InlineData("secrets: {a: {file: x, environment: Y}}", "conflict")]
    [InlineData("secrets: {a: {driver: vault}}", "unsupported_key")]
    [InlineData("configs: {a: {file: x, content: y}}", "conflict")]
    [InlineData("name: Upper", "")]
    public void Checks_the_rest_of_the_file(string line, string code)
    {
        var result = ComposeText.Read("services: {web: {image: a}}\n" + line + "\n");

        Assert.Equal(code.Length > 0, result.Problems().Any(p => p.Code == code && p.Severity is Severity.Error));
    }

    [Theory]
    [InlineData("always", RestartCondition.Any, null)]
    [InlineData("unless-stopped", RestartCondition.Any, null)]
    [InlineData("no", RestartCondition.None, null)]
    [InlineData("\"no\"", RestartCondition.None, null)]
    [InlineData("on-failure", RestartCondition.OnFailure, null)]
    [InlineData("on-failure:4", RestartCondition.OnFailure, 4)]
    public void Maps_restart(string written, RestartCondition condition, int? attempts) =>
        Assert.Equal(new RestartPolicy(condition, MaxAttempts: attempts), ComposeText.Web("restart: " + written).Service().Restart);

    [Fact]
    public void Without_restart_a_service_is_always_restarted_and_its_logs_are_bounded()
    {
        var web = ComposeText.Web("").Service();

        Assert.Equal(RestartPolicy.Default, web.Restart);
        Assert.Equal("json-file max-file=3 max-size=10m", $"{web.Container.Logging!.Driver} {string.Join(' ', web.Container.Logging.Options.Select(o => $"{o.Key}={o.Value}"))}");
    }

    [Fact]
    public void The_restart_policy_of_deploy_wins() =>
        Assert.Equal(RestartCondition.None, ComposeText.Web("restart: always\ndeploy: {restart_policy: {condition: none}}").Service().Restart.Condition);

    [Theory]
    [InlineData("", "base", null)]
    [InlineData("p", "base,extra", null)]
    [InlineData("*", "base,extra,needy", null)]
    [InlineData("q", null, "inactive_dependency")]
    public void Profiles_choose_services(string profile, string? services, string? code)
    {
        const string text = """
            services:
              base: {image: a, depends_on: {extra: {condition: service_started, required: false}}}
              extra: {image: a, profiles: [p]}
              needy: {image: a, profiles: [q], depends_on: [extra]}
            """;

        var result = ComposeReader.Read("s", ComposeText.Bundle(text) with { Profiles = [profile] });

        if (code is null)
            Assert.Equal(services, string.Join(',', result.Accepted().Services.Select(s => s.Name)));
        else
            Assert.Contains(result.Problems(), p => p.Code == code);
    }

    [Theory]
    [InlineData("80", 80, 0, "tcp", null)]
    [InlineData("8080:80", 80, 8080, "tcp", null)]
    [InlineData("127.0.0.1:8080:80/UDP", 80, 8080, "udp", "127.0.0.1")]
    [InlineData("127.0.0.1::80", 80, 0, "tcp", "127.0.0.1")]
    [InlineData("[::1]:6000:6001", 6001, 6000, "tcp", "::1")]
    [InlineData("::1:6000:6001", 6001, 6000, "tcp", "::1")]
    [InlineData("0.0.0.0:1:2/sctp", 2, 1, "sctp", "0.0.0.0")]
    [InlineData("22:22", 22, 22, "tcp", null)]
    public void Reads_short_ports_and_never_widens_them(string written, int target, int published, string protocol, string? hostIp)
    {
        Assert.Equal([new PublishedPort(target, published, protocol, HostIp: hostIp)], ComposeText.Web($"ports: ['{written}']").Service().Ports);
        Assert.Equal([new PublishedPort(22, 22)], ComposeText.Web("ports: [22:22]").Service().Ports);
    }

    [Fact]
    public void Environment_wins_over_files_and_later_files_over_earlier()
    {
        var bundle = ComposeText.Bundle("services: {web: {image: a, env_file: [a.env, ./sub/../b.env], environment: {C: mine, D: , E: }}}") with
        {
            Files = [new("./a.env", "A=1\nB=1\nC=1\nE=1\n"), new("b.env", "B=${A}2\nX=$V\n")],
            Variables = new Dictionary<string, string> { ["D"] = "client", ["V"] = "v" },
        };

        var environment = ComposeReader.Read("s", bundle).Service().Container.Environment;

        Assert.Equal("A=1 B=12 C=mine D=client X=v", string.Join(' ', environment.Select(e => $"{e.Key}={e.Value}")));
    }

    [Fact]
    public void A_bad_env_file_is_told_with_its_own_line()
    {
        var bundle = ComposeText.Bundle("services: {web: {image: a, env_file: a.env}}") with { Files = [new("a.env", "A=1\nB C=2\n")] };

        var problem = Assert.Single(ComposeReader.Read("s", bundle).Problems());

        Assert.Equal(("a.env", 2, 1), (problem.File, problem.Line, problem.Column));
    }

    [Fact]
    public void Names_what_a_client_must_gather()
    {
        const string text = "services: {web: {image: '${I:-a}', env_file: ['$ENV.env', {path: b.env, required: false}], environment: [PASS, SET=1], volumes: ['~/x:/y']}}";

        var needs = BundleNeeds.Of([new("f", text)], new Dictionary<string, string> { ["ENV"] = "prod" });

        Assert.Equal(["ENV", "HOME", "I", "PASS"], needs.Variables);
        Assert.Equal([new NeededFile("prod.env", true, NeededFileKind.EnvFile), new NeededFile("b.env", false, NeededFileKind.EnvFile)], needs.Files);
    }

    [Theory]
    [InlineData("isolation: default")]
    [InlineData("build: {context: ., isolation: default}")]
    public void Isolation_may_be_asked_for_as_it_is_anyway(string keys) =>
        Assert.Empty(Assert.IsType<ComposeResult.Accepted>(ComposeReader.Read("s", ComposeText.Bundle($"services: {{web: {{image: a, {keys}}}}}"))).Warnings);
}
