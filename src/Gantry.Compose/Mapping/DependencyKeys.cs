using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>depends_on</c> in long form.</summary>
internal static class DependencyKeys
{
    private static readonly Dictionary<string, DependencyCondition> Conditions = new()
    {
        ["service_started"] = DependencyCondition.Started,
        ["service_healthy"] = DependencyCondition.Healthy,
        ["service_completed_successfully"] = DependencyCondition.CompletedSuccessfully,
    };

    public static readonly KeyTable<Draft<Dependency>> Table = new(
        "services.*.depends_on.*",
        new Dictionary<string, Action<Draft<Dependency>, Value>>
        {
            ["condition"] = static (d, v) => d.Value = v.TryChoice(Conditions, out var condition) ? d.Value with { Condition = condition } : d.Value,
            ["required"] = static (d, v) => d.Value = d.Value with { Required = v.Bool() ?? true },
            ["restart"] = static (d, v) => d.Value = d.Value with { Restart = v.Bool() ?? false },
        });

    public static void Read(ServiceDraft service, Value value)
    {
        foreach (var (entry, member) in value.Members())
        {
            var draft = new Draft<Dependency>(new Dependency(entry.Key));
            if (member.Node is YamlNode.Map map && map["condition"] is null)
                member.Error("no_condition", $"{member.Path} has no condition.", $"Add one of {string.Join(", ", Conditions.Keys)}.");
            Table.Read(member, draft);
            service.DependsOn.Add((draft.Value, entry.KeyPosition));
        }
    }
}
