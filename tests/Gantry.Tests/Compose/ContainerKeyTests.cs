using Gantry.Compose;
using Gantry.Model.Services;

namespace Gantry.Tests.Compose;

/// <summary>Keys of a container beyond its process: what they mean together, and what is refused by name.</summary>
public sealed class ContainerKeyTests
{
    [Theory]
    [InlineData("pid: service:nobody", "undefined_dependency")]
    [InlineData("pid: private", "bad_choice")]
    [InlineData("ipc: service:web", "dependency_cycle")]
    [InlineData("uts: private", "bad_choice")]
    [InlineData("uts: service:db", "bad_choice")]
    [InlineData("uts: host\nhostname: box", "conflict")]
    [InlineData("uts: host\ndomainname: example.com", "conflict")]
    [InlineData("userns_mode: keep-id:uid=1000", "bad_choice")]
    [InlineData("cgroup: shared", "bad_choice")]
    [InlineData("network_mode: service:nobody", "undefined_dependency")]
    [InlineData("network_mode: container:x\nnetworks: [default]", "conflict")]
    [InlineData("network_mode: mine", "unsupported_value")]
    [InlineData("network_mode: [host]", "wrong_type")]
    [InlineData("network_mode: host\nnetworks: [default]", "conflict")]
    [InlineData("network_mode: none\nmac_address: 02:42:ac:11:65:43", "conflict")]
    [InlineData("mac_address: 02:42:ac:11:65", "bad_address")]
    [InlineData("mac_address: 02:42:ac:11:65:43\nnetworks: {default: {mac_address: 02:42:ac:11:65:44}}", "conflict")]
    [InlineData("networks: {default: {mac_address: 02:42:ac:11:65:44}}\nscale: 2", "address_conflict")]
    [InlineData("networks: {default: {ipv6_address: 10.0.0.1}}", "bad_address")]
    [InlineData("networks: {default: {interface_name: eth7}}", "unsupported_key")]
    [InlineData("devices: ['a:b:c:d']", "bad_device")]
    [InlineData("devices: ['/dev/a:/dev/b:x']", "bad_device")]
    [InlineData("devices: [{target: /dev/a}]", "bad_device")]
    [InlineData("devices: ['nvidia.com/gpu=all']", "unsupported_value")]
    [InlineData("gpus: some", "wrong_type")]
    [InlineData("gpus: [{count: 1, device_ids: ['0']}]", "conflict")]
    [InlineData("gpus: [{count: few}]", "bad_number")]
    [InlineData("deploy: {resources: {reservations: {devices: [{count: 1}]}}}", "bad_device")]
    [InlineData("expose: [0]", "bad_port")]
    [InlineData("expose: ['80/icmp']", "bad_port")]
    [InlineData("expose: ['80-70']", "bad_port")]
    [InlineData("security_opt: [seccomp=./profile.json]", "file_missing")]
    [InlineData("security_opt: ['seccomp:/proc/self/environ']", "file_missing")]
    [InlineData("security_opt: [label]", "bad_choice")]
    [InlineData("cpus: 1\ncpu_quota: 5", "conflict")]
    [InlineData("cpu_shares: many", "bad_number")]
    [InlineData("memswap_limit: 64m", "conflict")]
    [InlineData("memswap_limit: 64m\nmem_limit: 65m", "conflict")]
    [InlineData("mem_swappiness: 101", "bad_number")]
    [InlineData("oom_score_adj: -1001", "bad_number")]
    [InlineData("blkio_config: {weight: 9}", "bad_number")]
    [InlineData("blkio_config: {device_read_bps: [{rate: 1}]}", "bad_device")]
    [InlineData("pull_policy: every_day", "bad_duration")]
    [InlineData("pull_policy: every_0", "bad_duration")]
    [InlineData("pull_policy: sometimes", "bad_choice")]
    [InlineData("container_name: web-1\nscale: 2", "conflict")]
    [InlineData("dns: [dns.example.com]", "bad_address")]
    [InlineData("links: ['a:b:c']", "bad_link")]
    [InlineData("links: [nobody]", "undefined_dependency")]
    [InlineData("links: [web]", "dependency_cycle")]
    [InlineData("depends_on: {nobody: {condition: service_started, required: false}}", "undefined_dependency")]
    [InlineData("external_links: [db]", "unsupported_key")]
    [InlineData("volumes_from: ['container:x']", "unsupported_value")]
    [InlineData("volumes_from: ['db:rx']", "bad_volume")]
    [InlineData("volumes_from: [nobody]", "undefined_dependency")]
    [InlineData("volumes: [{type: image, source: a, target: /b}]", "unsupported_value")]
    [InlineData("volumes: [{type: bind, source: /a, target: /b, bind: {recursive: no-more}}]", "bad_choice")]
    [InlineData("volumes: [{type: bind, source: /a, target: /b, bind: {recursive: disabled, selinux: z}}]", "conflict")]
    [InlineData("cpu_percent: 5", "unsupported_key")]
    public void Refuses_what_cannot_be_had(string lines, string code)
    {
        var refused = Assert.IsType<ComposeResult.Refused>(ComposeText.Web(lines));

        Assert.Contains(refused.Problems, p => p.Code == code && p.Severity is Severity.Error);
    }

    [Theory]
    [InlineData("network_mode: host\nports: ['80:80']", "no_effect")]
    [InlineData("volumes: [{type: volume, target: /b, consistency: cached}]", "no_effect")]
    [InlineData("attach: false", "no_effect")]
    [InlineData("develop: {watch: [{action: sync, path: ., target: /app}]}", "no_effect")]
    [InlineData("container_name: -web", "bad_name")]
    [InlineData("deploy: {rollback_config: {failure_action: rollback}}", "no_effect")]
    [InlineData("volumes: [{type: tmpfs, target: /b, tmpfs: {mode: 1777}}]", "decimal_mode")]
    [InlineData("dns: [127.0.0.11, '::1']", "no_effect")]
    public void Warns_of_what_has_no_effect(string lines, string code) =>
        Assert.Contains(Assert.IsType<ComposeResult.Accepted>(ComposeText.Web(lines)).Warnings, p => p.Code == code);

    // source: compose-go types/mapping.go; a name without a value is what is set outside, or nothing.
    [Fact]
    public void A_boolean_in_the_environment_is_written_small_and_a_name_alone_takes_the_place_of_a_value()
    {
        var web = ComposeText.Read("services: {web: {image: a, environment: {A: True, B: FALSE, C: 'True', D: 1}}}", "services: {web: {environment: [D]}}").Service();

        Assert.Equal([("A", "true"), ("B", "false"), ("C", "True")], web.Container.Environment.Select(e => (e.Key, e.Value)));
    }

    [Theory]
    [InlineData("01777", 0b001_111_111_111)]
    [InlineData("0o755", 0b111_101_101)]
    [InlineData("'755'", 0b111_101_101)]
    [InlineData("365", 365)]
    [InlineData("511", 0b111_111_111)]
    [InlineData("'${MODE:-755}'", 0b111_101_101)]
    public void Permission_bits_are_octal_unless_they_are_a_number_in_tens(string written, int bits) =>
        Assert.Equal(bits, Assert.Single(ComposeText.Web($"volumes: [{{type: tmpfs, target: /b, tmpfs: {{mode: {written}}}}}]").Service().Container.Mounts).Mode);

    [Theory]
    [InlineData("build", PullPolicy.Build, null)]
    [InlineData("refresh", PullPolicy.Missing, null)]
    [InlineData("daily", PullPolicy.Missing, 24)]
    [InlineData("weekly", PullPolicy.Missing, 168)]
    [InlineData("every_1d12h", PullPolicy.Missing, 36)]
    public void An_image_is_pulled_when_its_policy_says(string written, PullPolicy policy, int? hours)
    {
        var stack = ComposeText.Web($"pull_policy: {written}\nbuild: .").Accepted();

        var again = ComposeReader.Read(null, ComposeText.Bundle(StackConfig.Write(stack, ConfigFormat.Yaml)));
        Assert.All([stack, again.Accepted()], s => Assert.Equal(
            (policy, hours is { } h ? TimeSpan.FromHours(h) : (TimeSpan?)null),
            (s.Services[0].Container.PullPolicy, s.Services[0].Container.PullAfter)));
    }

    [Theory]
    [InlineData("host")]
    [InlineData("none")]
    public void A_service_on_no_network_of_the_cluster_publishes_nothing(string mode)
    {
        var stack = ComposeText.Web($"network_mode: {mode}\nports: ['80:80', {{target: 81, published: 81, mode: host}}]").Accepted();

        var web = Assert.Single(stack.Services);
        Assert.Equal(mode, web.Container.Namespaces?.Network);
        Assert.Empty(web.Container.Networks);
        Assert.Empty(stack.Networks);
        Assert.Empty(web.Ports);
        Assert.Empty(web.Container.HostPorts);
    }

    [Theory]
    [InlineData("ports: ['127.0.0.1:8000-9000:80/udp']")]
    [InlineData("ports: [{target: 80, published: 8000-9000, protocol: udp, host_ip: 127.0.0.1}]")]
    public void One_port_of_a_range_is_published(string written)
    {
        var stack = ComposeText.Web(written).Accepted();

        var again = ComposeReader.Read(null, ComposeText.Bundle(StackConfig.Write(stack, ConfigFormat.Yaml))).Accepted();
        Assert.All([stack, again], s => Assert.Equal(
            [new PublishedPort(80, 0, "udp", HostIp: "127.0.0.1") { ChosenFrom = new PublishedRange(8000, 9000) }], s.Services[0].Ports));
    }

    [Fact]
    public void A_service_on_the_engines_bridge_keeps_its_ports() =>
        Assert.Equal([new PublishedPort(80, 8080)], ComposeText.Web("network_mode: bridge\nports: ['8080:80']").Service().Ports);

    [Fact]
    public void An_empty_network_mode_says_nothing() =>
        Assert.Equal("s_default", Assert.Single(ComposeText.Web("network_mode: ''").Service().Container.Networks).Network);

    [Fact]
    public void A_link_waits_and_follows_unless_the_file_says_how_itself()
    {
        var stack = ComposeText.Read("""
            services:
              web: {image: a, links: [db, 'cache:fast'], depends_on: {cache: {condition: service_healthy}}}
              db: {image: a}
              cache: {image: a}
            """);

        Assert.Equal([new Dependency("cache", DependencyCondition.Healthy), new Dependency("db") { Restart = true }], stack.Service().DependsOn);
        Assert.Equal([new Link("db", "db"), new Link("cache", "fast")], stack.Service().Links);
    }

    [Theory]
    [InlineData("links: ['db:store']", "links: ['cache:store']", "conflict")]
    [InlineData("links: ['db:cache']", "", "conflict")]
    [InlineData("links: ['db:store']", "links: ['db:STORE']", null)]
    [InlineData("links: ['db:store'], networks: [n]", "", "no_effect")]
    public void An_alias_of_a_link_means_one_service_on_one_network(string web, string other, string? code)
    {
        var result = ComposeText.Read($"services:\n  web: {{image: a, {web}}}\n  other: {{image: a, {other}}}\n  db: {{image: a}}\n  cache: {{image: a}}\nnetworks: {{n: }}\n");

        Assert.Equal(code is null ? [] : [code], result.Problems().Select(p => p.Code).Where(c => c is not "unused"));
    }

    [Fact]
    public void Takes_what_other_services_mount_but_for_what_it_mounts_itself()
    {
        var stack = ComposeText.Read("""
            services:
              web: {image: a, volumes: ['/own:/shared'], volumes_from: [middle, 'last:ro']}
              middle: {image: a, volumes: ['data:/data', '/m:/shared'], volumes_from: ['base:ro']}
              base: {image: a, volumes: ['/etc/base:/base'], tmpfs: /tmp/base}
              last: {image: a, volumes: ['/l:/data']}
            volumes: {data: }
            """);

        Assert.Equal(
            ["/shared from /own", "/data from /l ro", "/base from /etc/base ro", "/tmp/base from  ro"],
            stack.Service().Container.Mounts.Select(m => $"{m.Target} from {m.Source}{(m.ReadOnly ? " ro" : "")}"));
        Assert.Equal(["last", "middle"], stack.Service().DependsOn.Select(d => d.Service));
    }

    [Fact]
    public void A_volume_without_a_name_cannot_be_taken()
    {
        var result = ComposeText.Read("services: {web: {image: a, volumes_from: [db]}, db: {image: a, volumes: [/var/lib/db]}}");

        Assert.Contains("takes volumes from 'db', whose volume at '/var/lib/db' has no name", Assert.Single(result.Problems()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_network_with_the_highest_priority_comes_first()
    {
        var web = ComposeText.Read("services: {web: {image: a, networks: {a: , b: {priority: -1}, c: {priority: 9}}}}\nnetworks: {a: , b: , c: }").Service();

        Assert.Equal(["s_c", "s_a", "s_b"], web.Container.Networks.Select(n => n.Network));
    }
}
