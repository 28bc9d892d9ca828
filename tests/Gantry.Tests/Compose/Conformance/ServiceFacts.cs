using System.Globalization;
using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>
/// What a service of some <c>config</c> output says, as facts by key that can be compared between programs. The rules:
/// short and long forms are the same fact; a default says nothing, written or not, nor does an empty name in a list of names; the order of mounts, ports and names says
/// nothing, that of the words of a command does; durations, sizes and processors are compared as amounts, other values as
/// text; volumes, networks, secrets and configs are known by their names without the stack's; <c>restart</c>, <c>mem_limit</c>, <c>cpus</c>,
/// <c>scale</c> are what <c>deploy</c> says in other words, and <c>deploy</c> wins.
/// </summary>
/// <param name="root">The whole output.</param>
internal sealed class ServiceFacts(YamlNode.Map root, ConfigValues values)
{
    // Not about the container: said in other words, or only of interest to the program that printed it.
    private static readonly HashSet<string> Elsewhere =
    [
        "build", "deploy", "env_file", "healthcheck", "logging", "networks", "profiles", "restart", "scale", "volumes", "tmpfs", "ports",
        "mem_limit", "mem_reservation", "cpus", "pids_limit", "depends_on", "command", "entrypoint", "extra_hosts", "ulimits", "secrets", "configs",
        "devices", "links", "dns", "dns_search", "dns_opt", "expose",
    ];

    private static readonly string[] Names = ["dns", "dns_search", "dns_opt", "expose"];

    private static readonly string[] Namespaces = ["network_mode", "ipc", "pid"];

    private static readonly Dictionary<string, string> DefaultOptions = new() { ["max-file"] = "3", ["max-size"] = "10m" };

    private readonly SortedDictionary<string, string> _facts = new(StringComparer.Ordinal);

    public static SortedDictionary<string, string> Of(YamlNode.Map root, YamlNode.Map service, ConfigValues values)
    {
        var facts = new ServiceFacts(root, values);
        facts.Read(service);
        return facts._facts;
    }

    private void Read(YamlNode.Map service)
    {
        foreach (var entry in service.Entries.Where(e => !Elsewhere.Contains(e.Key) && !e.Key.StartsWith("x-", StringComparison.Ordinal)))
            Put(entry.Key, entry.Value);

        Words("command", service["command"]);
        Words("entrypoint", service["entrypoint"]);
        ReadHealth(service["healthcheck"] as YamlNode.Map);
        ReadDeploy(service, service["deploy"] as YamlNode.Map ?? ConfigValues.NoMap);
        ReadLogging(service["logging"] as YamlNode.Map);
        ReadNetworks(service);
        ReadMounts(service);
        Set("ports", ConfigValues.Items(service["ports"]).SelectMany(values.Ports));
        Set("secrets", ConfigValues.Items(service["secrets"]).Select(s => values.Grant(root, "secrets", s, "/run/secrets/")));
        Set("configs", ConfigValues.Items(service["configs"]).Select(c => values.Grant(root, "configs", c, "/")));
        Set("extra_hosts", ConfigValues.Items(service["extra_hosts"]).Select(h => values.Text(h).Contains('=') ? values.Text(h) : Replaced(values.Text(h))));
        Set("devices", ConfigValues.Items(service["devices"]).Select(values.Device));
        Set("links", ConfigValues.Items(service["links"]).Select(values.Text).Select(l => l.Contains(':') ? l : $"{l}:{l}"));
        foreach (var key in Names)
            Set(key, ConfigValues.Items(service[key]).Select(values.Text).Where(t => t.Length > 0));
        ReadDependencies(service);
        ReadUlimits(service["ulimits"] as YamlNode.Map);
    }

    private void ReadMounts(YamlNode.Map service)
    {
        foreach (var (key, kind) in new[] { ("volumes", "volume"), ("tmpfs", "tmpfs") })
        {
            foreach (var mount in ConfigValues.Items(service[key]))
            {
                var (target, fact) = new MountFact(root, values).Of(mount, kind);
                _facts[$"volumes.{target}"] = fact;
            }
        }
    }

    private void ReadDependencies(YamlNode.Map service)
    {
        // A link waits for its service too, and so does who shares a namespace with it (compose-go, normalize.go).
        const string shared = "service:";
        var sharing = Namespaces.Select(k => values.Text(service[k])).Where(t => t.StartsWith(shared, StringComparison.Ordinal)).Select(t => t[shared.Length..]);
        foreach (var link in ConfigValues.Items(service["links"]).Select(values.Text).Concat(sharing))
            _facts[$"depends_on.{link.Split(':')[0]}"] = "service_started";
        foreach (var (name, at) in Named(service["depends_on"]))
            _facts[$"depends_on.{name}"] = at is YamlNode.Map map && map["condition"] is { } condition ? values.Text(condition) : "service_started";
    }

    private void ReadUlimits(YamlNode.Map? limits)
    {
        foreach (var limit in limits?.Entries ?? [])
            _facts[$"ulimits.{limit.Key}"] = limit.Value is YamlNode.Map pair ? $"{values.Text(pair["soft"])} {values.Text(pair["hard"])}" : $"{values.Text(limit.Value)} {values.Text(limit.Value)}";
    }

    private static string Replaced(string host) => host.IndexOf(':') is > 0 and var colon ? $"{host[..colon]}={host[(colon + 1)..]}" : host;

    private void ReadHealth(YamlNode.Map? health)
    {
        if (health is null)
            return;
        var words = health["test"] is YamlNode.Scalar text ? ["CMD-SHELL", values.Text(text)] : ConfigValues.Items(health["test"]).Select(values.Text).ToList();
        if (words is ["NONE"] || (health["disable"] is { } disable && values.Text(disable) == "true"))
        {
            _facts["healthcheck"] = "none";
            return;
        }

        if (words.Count > 0)
            _facts["healthcheck.test"] = ConfigValues.Joined(words);
        foreach (var entry in health.Entries.Where(e => e.Key is not ("test" or "disable")))
            Put($"healthcheck.{entry.Key}", entry.Value);
    }

    private void ReadDeploy(YamlNode.Map service, YamlNode.Map deploy)
    {
        foreach (var entry in deploy.Entries.Where(e => e.Key is not ("restart_policy" or "mode" or "replicas" or "placement")))
            Put($"deploy.{entry.Key}", entry.Value);
        foreach (var (key, place) in new[]
        {
            ("mem_limit", "limits.memory"), ("cpus", "limits.cpus"), ("pids_limit", "limits.pids"), ("mem_reservation", "reservations.memory"),
        })
        {
            if (service[key] is { IsNull: false } given && !_facts.ContainsKey($"deploy.resources.{place}"))
                Put($"deploy.resources.{place}", given);
        }

        var mode = deploy["mode"] is { IsNull: false } written ? values.Text(written) : "replicated";
        _facts["deploy.mode"] = mode;
        if (!mode.StartsWith("global", StringComparison.Ordinal))
            _facts["deploy.replicas"] = (deploy["replicas"] ?? service["scale"]) is { IsNull: false } count ? values.Text(count) : "1";
        ReadPlacement(deploy["placement"] as YamlNode.Map ?? ConfigValues.NoMap);
        _facts["restart"] = Restart(service["restart"], deploy["restart_policy"] as YamlNode.Map);
    }

    private void ReadPlacement(YamlNode.Map placement)
    {
        foreach (var entry in placement.Entries.Where(e => e.Key is not "preferences"))
            Put($"deploy.placement.{entry.Key}", entry.Value);
        var preferences = ConfigValues.Items(placement["preferences"]).Select(p => values.Text((p as YamlNode.Map)?["spread"])).ToList();
        if (preferences.Count > 0)
            _facts["deploy.placement.preferences"] = ConfigValues.Joined(preferences);
    }

    private string Restart(YamlNode? restart, YamlNode.Map? policy)
    {
        if (policy is null)
        {
            var word = restart is null or { IsNull: true } ? "always" : values.Text(restart);
            var attempts = word.StartsWith("on-failure:", StringComparison.Ordinal) ? $" {word["on-failure:".Length..]}" : "";
            return word switch { "always" or "unless-stopped" => "any", "no" or "false" => "none", _ => "on-failure" + attempts };
        }

        var parts = new List<string> { policy["condition"] is { IsNull: false } condition ? values.Text(condition) : "any" };
        foreach (var key in new[] { "max_attempts", "delay", "window" })
        {
            if (policy[key] is { IsNull: false } value && values.Canonical(key, value) is not "0" and var amount)
                parts.Add(key is "max_attempts" ? amount : $"{key} {amount}");
        }

        return string.Join(' ', parts);
    }

    private void ReadLogging(YamlNode.Map? logging)
    {
        var driver = logging?["driver"] is { IsNull: false } named ? values.Text(named) : "json-file";
        var options = (logging?["options"] as YamlNode.Map)?.Entries.ToDictionary(o => o.Key, o => values.Text(o.Value));
        _facts["logging"] = driver;
        foreach (var (key, value) in options ?? (logging is null ? DefaultOptions : []))
            _facts[$"logging.{key}"] = value;
    }

    private void ReadNetworks(YamlNode.Map service)
    {
        if (service["network_mode"] is { IsNull: false })
            return;
        var named = Named(service["networks"]).ToList();
        if (named.Count == 0)
            _facts[$"networks.{values.NameOf(root, "networks", "default")}"] = "";
        foreach (var (key, node) in named)
        {
            var name = values.NameOf(root, "networks", key);
            _facts[$"networks.{name}"] = "";
            foreach (var entry in (node as YamlNode.Map)?.Entries ?? [])
                Put($"networks.{name}.{entry.Key}", entry.Value);
        }
    }

    private IEnumerable<(string Name, YamlNode? Node)> Named(YamlNode? node) => node is YamlNode.Map map
        ? map.Entries.Select(e => (e.Key, (YamlNode?)e.Value))
        : ConfigValues.Items(node).Select(i => (values.Text(i), (YamlNode?)null));

    private void Words(string key, YamlNode? node)
    {
        if (node is null or { IsNull: true })
            return;
        var words = node is YamlNode.Scalar text ? ShellWords.Split(values.Text(text)) ?? ["unclosed quote"] : ConfigValues.Items(node).Select(values.Text);
        _facts[key] = ConfigValues.Joined(words);
    }

    private void Set(string key, IEnumerable<string> values)
    {
        var sorted = values.Distinct().Order(StringComparer.Ordinal).ToList();
        if (sorted.Count > 0)
            _facts[key] = ConfigValues.Joined(sorted);
    }

    private void Put(string key, YamlNode node)
    {
        switch (node)
        {
            case YamlNode.Map map:
                foreach (var entry in map.Entries)
                    Put($"{key}.{entry.Key}", entry.Value);
                break;
            case YamlNode.List labels when key.EndsWith("labels", StringComparison.Ordinal):
                foreach (var label in labels.Items.Select(values.Text))
                    _facts[$"{key}.{label.Split('=')[0]}"] = label.Contains('=') ? label[(label.IndexOf('=') + 1)..] : "";
                break;
            case YamlNode.List list when list.Items.All(i => i is YamlNode.Scalar):
                Set(key, list.Items.Select(values.Text));
                break;
            case YamlNode.List list:
                for (var i = 0; i < list.Items.Count; i++)
                    Put(string.Create(CultureInfo.InvariantCulture, $"{key}[{i}]"), list.Items[i]);
                break;
            case { IsNull: false } when values.Canonical(key, node) is var value && !ConfigValues.SaysNothing(key, value):
                _facts[key] = value;
                break;
        }
    }
}
