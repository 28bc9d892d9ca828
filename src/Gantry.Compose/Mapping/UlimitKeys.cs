using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>ulimits</c> in long form.</summary>
internal static class UlimitKeys
{
    public static readonly KeyTable<Draft<Ulimit>> Table = new(
        "services.*.ulimits.*",
        new Dictionary<string, Action<Draft<Ulimit>, Value>>
        {
            ["hard"] = static (d, v) => d.Value = d.Value with { Hard = v.Long(least: -1) ?? 0 },
            ["soft"] = static (d, v) => d.Value = d.Value with { Soft = v.Long(least: -1) ?? 0 },
        });

    public static List<Ulimit> Read(Value value)
    {
        var limits = new List<Ulimit>();
        foreach (var (entry, member) in value.Members())
        {
            var draft = new Draft<Ulimit>(new Ulimit(entry.Key, 0, 0));
            Table.Read(member, draft);
            var limit = draft.Value;
            if (limit.Hard != -1 && (limit.Soft == -1 || limit.Soft > limit.Hard))
                member.Error("bad_ulimit", $"{member.Path} has a soft limit above its hard limit.");
            limits.Add(limit);
        }

        return [.. limits.OrderBy(l => l.Name, StringComparer.Ordinal)];
    }
}
