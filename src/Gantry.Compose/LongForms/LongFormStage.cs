using System.Collections.Frozen;
using Gantry.Compose.Mapping;
using Gantry.Compose.Reading;

namespace Gantry.Compose.LongForms;

/// <summary>
/// Gives every short syntax its long form, so that merging and mapping know one form only. It runs before the merge, where
/// compose-go converts once while merging and again after: the outcome is the same, and each rule stands in one place.
/// </summary>
internal sealed class LongFormStage(ProblemLog log)
{
    // Per stage, not per process: the ports of a whole reading count together.
    private readonly Dictionary<string, Func<Value, YamlNode>> _forms = new(StringComparer.Ordinal)
    {
        ["services.*.annotations"] = ListForms.ToMap,
        ["services.*.build"] = v => ListForms.ToMember(v, "context"),
        ["services.*.build.additional_contexts"] = ListForms.ToMap,
        ["services.*.build.args"] = ListForms.ToMap,
        ["services.*.build.cache_from"] = ListForms.ToList,
        ["services.*.build.cache_to"] = ListForms.ToList,
        ["services.*.build.extra_hosts"] = ListForms.ToHosts,
        ["services.*.build.labels"] = ListForms.ToMap,
        ["services.*.build.secrets"] = v => ListForms.ToMembers(v, "source"),
        ["services.*.build.tags"] = ListForms.ToList,
        ["services.*.build.ulimits.*"] = ListForms.ToSoftAndHard,
        ["services.*.configs"] = v => ListForms.ToMembers(v, "source"),
        ["services.*.command"] = CommandForms.ToWords,
        ["services.*.depends_on"] = ListForms.ToDependencies,
        ["services.*.deploy.labels"] = ListForms.ToMap,
        ["services.*.deploy.resources.reservations.devices"] = DeviceForms.ToRequests,
        ["services.*.devices"] = DeviceForms.ToLong,
        ["services.*.dns"] = ListForms.ToList,
        ["services.*.dns_opt"] = ListForms.ToList,
        ["services.*.dns_search"] = ListForms.ToList,
        ["services.*.entrypoint"] = CommandForms.ToWords,
        ["services.*.env_file"] = ListForms.ToPaths,
        ["services.*.environment"] = ListForms.ToVariables,
        ["services.*.extends"] = v => ListForms.ToMember(v, "service"),
        ["services.*.extra_hosts"] = ListForms.ToHosts,
        ["services.*.gpus"] = DeviceForms.ToRequests,
        ["services.*.healthcheck.test"] = CommandForms.ToHealthTest,
        ["services.*.label_file"] = ListForms.ToList,
        ["services.*.labels"] = ListForms.ToMap,
        ["services.*.models"] = ListForms.ToNames,
        ["services.*.networks"] = ListForms.ToNames,
        ["services.*.ports"] = new PortForms().ToLong,
        ["services.*.secrets"] = v => ListForms.ToMembers(v, "source"),
        ["services.*.sysctls"] = ListForms.ToMap,
        ["services.*.tmpfs"] = ListForms.ToList,
        ["services.*.ulimits.*"] = ListForms.ToSoftAndHard,
        ["services.*.volumes"] = VolumeForms.ToLong,
        ["include"] = ListForms.ToIncludes,
        ["networks.*"] = ListForms.ToExternal,
        ["networks.*.labels"] = ListForms.ToMap,
        ["volumes.*"] = ListForms.ToExternal,
        ["volumes.*.labels"] = ListForms.ToMap,
        ["secrets.*"] = ListForms.ToExternal,
        ["secrets.*.labels"] = ListForms.ToMap,
        ["configs.*"] = ListForms.ToExternal,
        ["configs.*.labels"] = ListForms.ToMap,
    };

    private FrozenSet<string>? _above;

    /// <summary>A text with a variable that is not filled in has no form yet: it stays as it is.</summary>
    public bool LeavesVariables { get; init; }

    public YamlNode.Map Apply(YamlNode.Map root) => (YamlNode.Map)Apply(new Value(root, "", log), PathPattern.Root);

    private YamlNode Apply(Value value, string pattern)
    {
        if (value.Node.IsNull || value.Node.Tag is MergeTag.Reset)
            return value.Node;
        _above ??= PathPattern.Above(_forms.Keys);
        if (_forms.TryGetValue(pattern, out var form))
            value = value with { Node = (LeavesVariables ? FormOfWritten(value, form) : form(value)) with { Tag = value.Node.Tag } };
        return _above.Contains(pattern) && value.Node is YamlNode.Map map ? ApplyToMembers(value, map, pattern) : value.Node;
    }

    private static YamlNode FormOfWritten(Value value, Func<Value, YamlNode> form)
    {
        if (IsOpen(value.Node))
            return value.Node;
        if (value.Node is not YamlNode.List list || !list.Items.Any(IsOpen))
            return form(value);

        // A list that becomes a mapping does so whole or not at all; in another each item stands for itself.
        if (form(value with { Node = list with { Items = [] } }) is YamlNode.Map)
            return list.Items.All(HasOpenValue) ? form(value) : list;
        return list with { Items = [.. list.Items.SelectMany(i => IsOpen(i) ? [i] : ((YamlNode.List)form(value with { Node = list with { Items = [i] } })).Items)] };
    }

    // NAME=${VALUE}
    private static bool HasOpenValue(YamlNode node)
    {
        if (node is not YamlNode.Scalar { Text: var text })
            return false;
        var dollar = text.IndexOf('$');
        return dollar < 0 || (text.IndexOf('=') is > 0 and var equals && equals < dollar);
    }

    private static bool IsOpen(YamlNode node) => node is YamlNode.Scalar scalar && scalar.Text.Contains('$');

    private YamlNode.Map ApplyToMembers(Value value, YamlNode.Map map, string pattern)
    {
        var entries = new List<YamlEntry>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            var formed = Apply(value.Member(entry), PathPattern.Child(pattern, entry.Key));
            entries.Add(ReferenceEquals(formed, entry.Value) ? entry : entry with { Value = formed });
        }

        return map with { Entries = entries };
    }
}
