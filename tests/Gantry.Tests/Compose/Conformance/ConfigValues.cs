using System.Globalization;
using System.Text.Json;
using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Tests.Compose.Conformance;

/// <summary>Values of a <c>config</c> output in one spelling.</summary>
/// <param name="dollars">Whether <c>$$</c> stands for a dollar sign.</param>
/// <param name="asStack">Without what `docker stack` drops in silence: the host's address of a port, SELinux labels and `create_host_path` of mounts.</param>
internal sealed class ConfigValues(bool dollars, bool asStack)
{
    public static readonly YamlNode.Map NoMap = new(default, []);

    private const string OurStack = "stack_";

    private static readonly HashSet<string> Durations = ["interval", "timeout", "start_period", "start_interval", "stop_grace_period", "delay", "window", "monitor"];
    private static readonly HashSet<string> Sizes = ["memory", "shm_size", "size"];
    private static readonly string[] FreeNames = ["environment.", "labels.", "deploy.labels.", "sysctls.", "annotations.", "driver_opts."];

    public static IEnumerable<YamlNode> Items(YamlNode? node) => node switch
    {
        YamlNode.List list => list.Items,
        YamlNode.Scalar { Kind: not ScalarKind.Null } => [node],
        YamlNode.Map map => map.Entries.Select(e => (YamlNode)YamlNode.TextAt(default, $"{e.Key}={(e.Value as YamlNode.Scalar)?.Text}")),
        _ => [],
    };

    public static string Joined(IEnumerable<string> words) => JsonSerializer.Serialize(words);

    // What every program takes when the file is silent.
    public static bool SaysNothing(string key, string value) => (key, value) switch
    {
        ("image" or "platform" or "pull_policy" or "hostname" or "user", "") => true,
        ("tty" or "stdin_open" or "read_only" or "privileged", "false") => true,
        ("stop_grace_period", "10s") => true,
        ("healthcheck.interval" or "healthcheck.timeout" or "healthcheck.start_period" or "healthcheck.retries", "0") => true,
        ("deploy.endpoint_mode", "vip") => true,
        ("deploy.update_config.parallelism" or "deploy.rollback_config.parallelism", "1") => true,
        ("deploy.update_config.order" or "deploy.rollback_config.order", "stop-first") => true,
        ("deploy.update_config.failure_action" or "deploy.rollback_config.failure_action", "pause") => true,
        ("pull_policy", "missing" or "if_not_present") => true,
        _ => false,
    };

    public string Text(YamlNode? node) => node is YamlNode.Scalar scalar
        ? dollars ? scalar.Text.Replace("$$", "$", StringComparison.Ordinal) : scalar.Text
        : node?.KindName ?? "nothing";

    public string Canonical(string key, YamlNode node)
    {
        var text = Text(node);
        if (FreeNames.Any(n => key.StartsWith(n, StringComparison.Ordinal)))
            return text;
        var last = key[(key.LastIndexOf('.') + 1)..];
        if (Durations.Contains(last) && DurationText.Parse(text) is { } duration)
            return DurationText.Write(duration) is "0s" ? "0" : DurationText.Write(duration);
        if (Sizes.Contains(last) && ByteSize.Parse(text) is { } bytes)
            return bytes.ToString(CultureInfo.InvariantCulture);
        return last is "cpus" && Numbers.CpuNanos(text) is { } nanos ? nanos.ToString(CultureInfo.InvariantCulture) : text;
    }

    /// <summary>The name that a key of the top level stands for, without the stack's.</summary>
    public string NameOf(YamlNode.Map root, string section, string key)
    {
        var made = (root[section] as YamlNode.Map)?[key] as YamlNode.Map;
        var given = (made?["external"] as YamlNode.Map)?["name"] ?? made?["name"];
        var name = given is YamlNode.Scalar { Text.Length: > 0 } ? Text(given) : key;
        return name.StartsWith(OurStack, StringComparison.Ordinal) ? name[OurStack.Length..] : name;
    }

    public bool IsDropped(string mountOption) => asStack && mountOption is "selinux" or "create_host_path" or "z" or "Z";

    /// <summary>A secret or config as <c>source target mode …</c>.</summary>
    public string Grant(YamlNode.Map root, string section, YamlNode node, string folder)
    {
        var key = node is YamlNode.Map named ? Text(named["source"]) : Text(node);
        var map = node as YamlNode.Map ?? NoMap;
        var target = map["target"] is { IsNull: false } given ? Text(given) : key;
        var others = map.Entries.Where(e => e.Key is not ("source" or "target")).Select(e => $"{e.Key}={(e.Key is "mode" ? Mode(Text(e.Value)) : Text(e.Value))}");
        return string.Join(' ', others.Order(StringComparer.Ordinal).Prepend(target.StartsWith('/') ? target : folder + target).Prepend(NameOf(root, section, key)));
    }

    /// <summary>A device as <c>source:target:permissions</c>.</summary>
    public string Device(YamlNode node)
    {
        var map = node as YamlNode.Map;
        var parts = map is null ? Text(node).Split(':') : [.. new[] { map["source"], map["target"], map["permissions"] }.OfType<YamlNode>().Select(Text)];
        return $"{parts[0]}:{(parts.Length > 1 ? parts[1] : parts[0])}:{(parts.Length > 2 ? parts[2] : "rwm")}";
    }

    /// <summary>One port as <c>ip:published:target/protocol mode</c>; a short form may name a range of them.</summary>
    public IEnumerable<string> Ports(YamlNode node)
    {
        if (node is YamlNode.Map map)
        {
            string Member(string key, string otherwise) => map[key] is { IsNull: false } given ? Text(given) : otherwise;
            return [Port(Member("host_ip", ""), Member("published", ""), Member("target", ""), Member("protocol", "tcp"), Member("mode", "ingress"))];
        }

        var (text, slash) = (Text(node), Text(node).LastIndexOf('/'));
        var protocol = slash < 0 ? "tcp" : text[(slash + 1)..];
        var parts = (slash < 0 ? text : text[..slash]).Split(':');
        var (ip, published) = (string.Join(':', parts.SkipLast(2)), parts.Length > 1 ? parts[^2] : "");
        if (PortRange.Parse(parts[^1]) is not { Count: > 1 } targets)
            return [Port(ip, published, parts[^1], protocol, "ingress")];
        var first = PortRange.Parse(published)?.First;
        return Enumerable.Range(0, targets.Count).Select(i => Port(ip, $"{first + i}", $"{targets.First + i}", protocol, "ingress"));
    }

    private string Port(string ip, string published, string target, string protocol, string mode) =>
        $"{(asStack ? "" : ip)}:{published}:{target}/{protocol} {mode}";

    /// <summary>Permission bits in tens: a leading zero means octal; without one programs print them in tens.</summary>
    public static string Mode(string text) =>
        text.StartsWith('0') && Numbers.TryMode(text, out var mode) ? mode.ToString(CultureInfo.InvariantCulture) : text;
}
