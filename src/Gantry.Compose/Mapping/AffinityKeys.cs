using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>x-gantry.affinity</c> and <c>x-gantry.anti_affinity</c>: a service's name alone, or with a weight.</summary>
internal static class AffinityKeys
{
    public static readonly KeyTable<Draft<ServiceAffinity>> Near = EntryTable("services.*.x-gantry.affinity[]");

    public static readonly KeyTable<Draft<ServiceAffinity>> Apart = EntryTable("services.*.x-gantry.anti_affinity[]");

    public static void Read(ServiceDraft service, Value value, bool isApart)
    {
        foreach (var item in value.Items())
        {
            var affinity = item.Node is YamlNode.Scalar ? new ServiceAffinity(item.Word() ?? "") : ReadEntry(item, isApart ? Apart : Near);
            if (affinity.Service.Length > 0)
                service.Affinities.Add(new AffinityDraft(affinity, isApart, item.Path, item.Position));
        }
    }

    private static KeyTable<Draft<ServiceAffinity>> EntryTable(string place) => new(
        place,
        new Dictionary<string, Action<Draft<ServiceAffinity>, Value>>
        {
            ["service"] = static (d, v) => d.Value = d.Value with { Service = v.Word() ?? "" },
            ["weight"] = static (d, v) => d.Value = d.Value with { Weight = PreferenceKeys.Weight(v, least: 1) },
        });

    private static ServiceAffinity ReadEntry(Value item, KeyTable<Draft<ServiceAffinity>> table)
    {
        var draft = new Draft<ServiceAffinity>(new ServiceAffinity(""));
        table.Read(item, draft);
        if (item.Node is YamlNode.Map map && map["service"] is null or { IsNull: true })
            item.Error("bad_affinity", $"{item.Path} names no service.", "Add `service:` with the name of another service of this file.");
        return draft.Value;
    }
}
