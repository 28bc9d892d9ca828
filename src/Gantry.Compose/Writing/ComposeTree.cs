using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Compose.Mapping;
using Gantry.Model.Configs;
using Gantry.Model.Networks;
using Gantry.Model.Secrets;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Volumes;

namespace Gantry.Compose.Writing;

/// <summary>The model in the shape of a compose file, in long forms, with every name resolved. Reading it again gives the same model.</summary>
internal static class ComposeTree
{
    public static JsonObject Of(StackSpec stack) => new JsonObject
    {
        ["name"] = stack.Name,
        ["services"] = new JsonObject(stack.Services.Select(s => Member(s.Name, ServiceTree.Of(s, stack)))),
    }
        .AddAll("networks", stack.Networks, n => Member(NetworkKey(n.Name, stack), NetworkTree(n)))
        .AddAll("volumes", stack.Volumes, v => Member(VolumeKey(v.Name, stack), VolumeTree(v)))
        .AddAll("secrets", stack.Secrets, s => Member(SecretKey(s.Name, stack), SecretTree(s)))
        .AddAll("configs", stack.Configs, c => Member(ConfigKey(c.Name, stack), ConfigTree(c)));

    public static string NetworkKey(string name, StackSpec stack) => KeyOf(name, stack.Name, stack.Networks.Select(n => n.Name));

    public static string VolumeKey(string name, StackSpec stack) => KeyOf(name, stack.Name, stack.Volumes.Select(v => v.Name));

    public static string SecretKey(string name, StackSpec stack) => KeyOf(name, stack.Name, stack.Secrets.Select(s => s.Name));

    public static string ConfigKey(string name, StackSpec stack) => KeyOf(name, stack.Name, stack.Configs.Select(c => c.Name));

    /// <summary>A value as the file must write it so that interpolation leaves it as it is.</summary>
    public static JsonNode Text(string value) => JsonValue.Create(value.Replace("$", "$$", StringComparison.Ordinal));

    public static JsonNode Duration(TimeSpan value) => JsonValue.Create(DurationText.Write(value));

    public static JsonNode Cpus(long nanos) => JsonValue.Create((nanos / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture));

    /// <summary>Sizes are texts, as docker's own output has them.</summary>
    public static JsonNode Bytes(long bytes) => JsonValue.Create(bytes.ToString(CultureInfo.InvariantCulture));

    public static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(Text)]);

    public static JsonObject Texts(IReadOnlyDictionary<string, string> values) => new(values.Select(v => Member(v.Key, Text(v.Value))));

    /// <summary>From <c>host:ip</c>, as the engine takes it.</summary>
    public static JsonArray Hosts(IEnumerable<string> hosts) => Texts(hosts.Select(h => $"{h[..h.IndexOf(':')]}={h[(h.IndexOf(':') + 1)..]}"));

    public static JsonObject Ulimits(IEnumerable<Ulimit> limits) =>
        new(limits.Select(u => Member(u.Name, new JsonObject { ["hard"] = u.Hard, ["soft"] = u.Soft })));

    public static JsonObject Add(this JsonObject tree, string key, bool isSaid, Func<JsonNode?> value)
    {
        if (isSaid)
            tree[key] = value();
        return tree;
    }

    public static KeyValuePair<string, JsonNode?> Member(string key, JsonNode? value) => new(key, value);

    private static JsonObject AddAll<T>(this JsonObject tree, string key, IReadOnlyList<T> items, Func<T, KeyValuePair<string, JsonNode?>> member) =>
        tree.Add(key, items.Count > 0, () => new JsonObject(items.Select(member)));

    // A network or volume stands under its name without the stack's, unless another one is called just so.
    private static string KeyOf(string name, string stack, IEnumerable<string> names)
    {
        var prefix = stack + "_";
        var key = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        return ResourceNames.IsEngineName(key) && !names.Contains(key) ? key : name;
    }

    private static JsonObject NetworkTree(NetworkSpec network) => network.External
        ? new JsonObject { ["external"] = true, ["name"] = network.Name }
        : new JsonObject { ["name"] = network.Name, ["driver"] = network.Driver }
            .Add("attachable", network.Attachable, () => true)
            .Add("driver_opts", network.Options.Count > 0, () => Texts(network.Options))
            .Add("internal", network.Internal, () => true)
            .Add("enable_ipv6", network.EnableIpv6, () => true)
            .Add("ipam", (network.Subnet ?? network.Ipv6Subnet) is not null, () => new JsonObject { ["config"] = Pools(network) })
            .Add("labels", network.Labels.Count > 0, () => Texts(network.Labels));

    private static JsonArray Pools(NetworkSpec network)
    {
        var pools = new[] { (Subnet: network.Subnet, Rules: network.Addresses), (Subnet: network.Ipv6Subnet, Rules: network.Ipv6Addresses) };
        return new JsonArray([.. pools.Where(p => p.Subnet is not null).Select(p => Pool(p.Subnet!, p.Rules ?? new AddressRules()))]);
    }

    private static JsonObject Pool(string subnet, AddressRules rules) => new JsonObject { ["subnet"] = subnet }
        .Add("aux_addresses", rules.Reserved.Count > 0, () => Texts(rules.Reserved))
        .Add("gateway", rules.Gateway is not null, () => rules.Gateway)
        .Add("ip_range", rules.IpRange is not null, () => rules.IpRange);

    private static JsonObject SecretTree(SecretSpec secret) => secret.External
        ? new JsonObject { ["external"] = true, ["name"] = secret.Name }
        : new JsonObject { ["name"] = secret.Name }
            .Add("environment", secret.Environment is not null, () => Text(secret.Environment!))
            .Add("file", secret.File is not null, () => Text(secret.File!))
            .Add("labels", secret.Labels.Count > 0, () => Texts(secret.Labels))
            .Add("template_driver", secret.TemplateDriver is not null, () => Text(secret.TemplateDriver!));

    private static JsonObject ConfigTree(ConfigSpec config) => config.External
        ? new JsonObject { ["external"] = true, ["name"] = config.Name }
        : new JsonObject { ["name"] = config.Name }
            .Add("content", config.Content is not null, () => Text(config.Content!))
            .Add("environment", config.Environment is not null, () => Text(config.Environment!))
            .Add("file", config.File is not null, () => Text(config.File!))
            .Add("labels", config.Labels.Count > 0, () => Texts(config.Labels))
            .Add("template_driver", config.TemplateDriver is not null, () => Text(config.TemplateDriver!));

    private static JsonObject VolumeTree(VolumeSpec volume) => volume.External
        ? new JsonObject { ["external"] = true, ["name"] = volume.Name }
        : new JsonObject { ["name"] = volume.Name, ["driver"] = volume.Driver }
            .Add("driver_opts", volume.Options.Count > 0, () => Texts(volume.Options))
            .Add("labels", volume.Labels.Count > 0, () => Texts(volume.Labels));
}
