using System.Collections.Frozen;
using Gantry.Compose.Reading;

namespace Gantry.Compose.Merging;

/// <summary>The places with a rule of their own. source: compose-go override/merge.go and override/uncity.go, on long forms</summary>
internal static class MergeRules
{
    public static readonly FrozenDictionary<string, MergeRule> ByPlace = new Dictionary<string, MergeRule>
    {
        ["services.*.command"] = new MergeRule.Replace(),
        ["services.*.entrypoint"] = new MergeRule.Replace(),
        ["services.*.healthcheck.test"] = new MergeRule.Replace(),
        ["models.*.runtime_flags"] = new MergeRule.Replace(),
        ["services.*.ulimits.*"] = new MergeRule.Replace(),
        ["services.*.logging"] = new MergeRule.SameDriver(),
        ["services.*.annotations"] = new MergeRule.Pairs(),
        ["services.*.build.additional_contexts"] = new MergeRule.Pairs(),
        ["services.*.build.args"] = new MergeRule.Pairs(),
        ["services.*.build.labels"] = new MergeRule.Pairs(),
        ["services.*.deploy.labels"] = new MergeRule.Pairs(),
        ["services.*.environment"] = new MergeRule.Pairs(),
        ["services.*.labels"] = new MergeRule.Pairs(),
        ["services.*.sysctls"] = new MergeRule.Pairs(),
        ["networks.*.labels"] = new MergeRule.Pairs(),
        ["volumes.*.labels"] = new MergeRule.Pairs(),
        ["services.*.build.platform"] = new MergeRule.Unique(Text),
        ["services.*.build.platforms"] = new MergeRule.Unique(Text),
        ["services.*.build.tags"] = new MergeRule.Unique(Text),
        ["services.*.cap_add"] = new MergeRule.Unique(Text),
        ["services.*.cap_drop"] = new MergeRule.Unique(Text),
        ["services.*.configs"] = new MergeRule.Unique(n => Grant(n, "/")),
        ["services.*.devices"] = new MergeRule.Unique(Device),
        ["services.*.dns"] = new MergeRule.Unique(Text),
        ["services.*.dns_opt"] = new MergeRule.Unique(Text),
        ["services.*.dns_search"] = new MergeRule.Unique(Text),
        ["services.*.env_file"] = new MergeRule.Unique(n => Member(n, "path")),
        ["services.*.expose"] = new MergeRule.Unique(Text),
        ["services.*.extra_hosts"] = new MergeRule.Unique(Text),
        ["services.*.links"] = new MergeRule.Unique(n => Text(n)?.Split('=')[0]),
        ["services.*.networks.*.aliases"] = new MergeRule.Unique(Text),
        ["services.*.networks.*.link_local_ips"] = new MergeRule.Unique(Text),
        ["services.*.ports"] = new MergeRule.Unique(Port),
        ["services.*.profiles"] = new MergeRule.Unique(Text),
        ["services.*.secrets"] = new MergeRule.Unique(n => Grant(n, "/run/secrets/")),
        ["services.*.tmpfs"] = new MergeRule.Unique(n => Text(n)?.Split(':')[0]),
        ["services.*.volumes"] = new MergeRule.Unique(n => Member(n, "target")?.TrimEnd('/')),
        ["networks.*.ipam.config"] = new MergeRule.Unique(n => Member(n, "subnet"), MergesItems: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static string? Text(YamlNode node) => (node as YamlNode.Scalar)?.Text;

    private static string? Member(YamlNode node, string key) => node is YamlNode.Map map && map[key] is YamlNode.Scalar scalar ? scalar.Text : null;

    private static string? Port(YamlNode node)
    {
        if (node is not YamlNode.Map)
            return null;
        var protocol = Member(node, "protocol") ?? "tcp";
        return $"{Member(node, "host_ip") ?? "0.0.0.0"}|{Member(node, "target")}|{Member(node, "published")}|{protocol.ToLowerInvariant()}";
    }

    private static string? Grant(YamlNode node, string folder)
    {
        if ((Text(node) ?? Member(node, "source")) is not { } source)
            return null;
        var target = Member(node, "target") ?? source;
        return target.StartsWith('/') ? target : folder + target;
    }

    private static string? Device(YamlNode node)
    {
        if (Text(node) is not { } text)
            return Member(node, "target");
        var fields = text.Split(':');
        return fields.Length > 1 ? fields[1] : fields[0];
    }
}
