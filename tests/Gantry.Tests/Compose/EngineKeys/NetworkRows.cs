namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>Where a container is reached, by which names, and whom it asks for names.</summary>
internal static class NetworkRows
{
    // Names are known a moment after the task is in service.
    private const string Met = "for i in $(seq 50); do a=$(ping -c 1 -W 1 {0} 2>/dev/null | sed -n 's/.*bytes from \\([0-9.]*\\):.*/\\1/p') && [ \"$a\" ] && break; sleep 0.2; done; {1}";

    public static readonly IReadOnlyList<EngineRow> All =
    [
        new("networks", "main", "networks: [default, quiet]\nFILE networks: {quiet: }", "$ ls /sys/class/net | grep -c eth", "2"),
        new("networks.*.aliases", "net", "networks: {front: {aliases: [shop]}}\nFILE services: {term: {networks: [front]}}", $"term$ {Asks("shop", "echo $a")}", "@NET.77"),
        new("networks.*.ipv4_address", "net", "networks: {front: {ipv4_address: @NET.77}}", "$ ip -4 addr | grep -o '@NET.77/24'", "@NET.77/24"),
        new("networks.*.link_local_ips", "net", "networks: {front: {link_local_ips: [169.254.8.7]}}", "$ ip -4 addr | grep -o '169.254.8.7/16'", "169.254.8.7/16"),
        new("networks.*.driver_opts", "net", "networks: {front: {driver_opts: {of.endpoint: yes}}}", "{{index (index .NetworkSettings.Networks \"@STACK_front\").DriverOpts \"of.endpoint\"}}", "yes"),
        new("networks.*.mac_address networks.*.priority", "net", "networks: {front: {priority: 5, mac_address: '02:42:ac:11:65:44'}, default: }", "{{.HostConfig.NetworkMode}} {{(index .NetworkSettings.Networks \"@STACK_front\").MacAddress}}", "@STACK_front 02:42:ac:11:65:44"),
        new("^networks.*.ipam.config[].subnet", "net", "FILE networks: {front: {ipam: {config: [{subnet: @NET.0/24}]}}}", "! docker network inspect -f '{{(index .IPAM.Config 0).Subnet}}' @STACK_front", "@NET.0/24"),
        new("^networks.*.driver ^networks.*.driver_opts", "net", "FILE networks: {front: {driver: bridge, driver_opts: {com.docker.network.driver.mtu: 1400}}}", "$ ip addr | grep -B 2 '@NET' | grep -o 'mtu [0-9]*'", "mtu 1400"),
        new("^networks.*.attachable ^networks.*.labels", "net", "FILE networks: {front: {attachable: true, labels: {tier: gold}}}", "! docker network inspect -f '{{.Attachable}} {{.Labels.tier}}' @STACK_front", "true gold"),
        new("^networks.*.internal ^networks.*.name", "inside", "networks: [closed]\nFILE networks: {closed: {internal: true, name: @STACK-own}}", "! docker network inspect -f '{{.Internal}} {{len .Containers}}' @STACK-own", "true 1"),
        new("^networks.*.external", "open", "networks: [there]\nFILE networks: {there: {name: @STACK-there, external: true}}", "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}", "@STACK-there"),
        new("network_mode", "alone", "network_mode: none", "$ ls /sys/class/net", "lo"),
        new("mac_address", "host", "mac_address: '02:42:ac:11:65:43'", "$ cat /sys/class/net/eth0/address", "02:42:ac:11:65:43"),
        new("extra_hosts", "main", "extra_hosts: [far=10.9.8.7]", "$ grep far /etc/hosts | xargs", "10.9.8.7 far"),
        new("dns", "host", "dns: @BRIDGE", "$ for i in $(seq 50); do nslookup far.example.test 2>/dev/null | grep -o '10.9.8.7' && break; sleep 0.2; done", "10.9.8.7"),
        new("dns_search", "host", "dns_search: example.test", "$ grep ^search /etc/resolv.conf", "search example.test"),
        new("dns_opt", "host", "dns_opt: ['timeout:3']", "$ grep -o 'timeout:3' /etc/resolv.conf", "timeout:3"),
        new("links", "host", "links: ['peer:friend']", $"$ {Asks("friend", "[ \"$a\" ] && echo answers")}", "answers"),
        new("container_name", "peer", "container_name: my-@STACK", $"host$ {Asks("my-@STACK", "[ \"$a\" ] && echo answers")}", "answers"),
        new("expose", "host", "expose: [80, 7000-7001/udp]", "{{json .Config.ExposedPorts}}", "{\"7000/udp\":{},\"7001/udp\":{},\"80/tcp\":{}}"),
        new("ports", "web", "ports: ['@IP:7080-7081:8080-8081']\ncommand: [sh, -c, 'mkdir -p /a /b; echo a >/a/index.html; echo b >/b/index.html; httpd -p 8080 -h /a; exec httpd -f -p 8081 -h /b']", "! curl -s --retry 20 --retry-connrefused http://@IP:7080/ http://@IP:7081/", "a\nb"),
        new(
            "ports[].target ports[].published ports[].host_ip ports[].name ports[].app_protocol",
            "web",
            "ports: [{target: 8080, published: '7090', host_ip: @IP, mode: ingress, name: page, app_protocol: http}]",
            "! curl -s --retry 20 --retry-connrefused http://@IP:7090/; curl -s -o /dev/null http://127.0.0.1:7090/ || echo 'nowhere else'",
            "a\nnowhere else"),
        new("ports[].protocol", "web", "ports: ['@IP:7053:5353/udp', {target: 9, published: 7054, host_ip: @IP, protocol: sctp}]", "! nft list ruleset 2>/dev/null | grep -o 'daddr @IP [a-z]* dport 705[34] .* dnat' | awk '{print $3, $5}' | sort -u", "sctp 7054\nudp 7053"),
        new(
            "ports[].mode",
            "web",
            "ports: [{target: 8080, published: 7100, host_ip: @IP, mode: host}, {target: 5353, published: 7101, protocol: udp, host_ip: @IP, mode: host}]",
            "{{json .HostConfig.PortBindings}}",
            "{\"5353/udp\":[{\"HostIp\":\"@IP\",\"HostPort\":\"7101\"}],\"8080/tcp\":[{\"HostIp\":\"@IP\",\"HostPort\":\"7100\"}]}"),
    ];

    private static string Asks(string name, string then) =>
        Met.Replace("{0}", name, StringComparison.Ordinal).Replace("{1}", then, StringComparison.Ordinal);
}
