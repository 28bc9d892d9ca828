using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>x-gantry.prefer</c>: constraints that nodes should meet, with weights.</summary>
internal static class PreferenceKeys
{
    private const int Most = 100;

    public static readonly KeyTable<Draft<NodePreference>> Table = new(
        "services.*.x-gantry.prefer[]",
        new Dictionary<string, Action<Draft<NodePreference>, Value>>
        {
            ["constraint"] = static (d, v) => d.Value = d.Value with { Constraint = v.Word() ?? "" },
            ["weight"] = static (d, v) => d.Value = d.Value with { Weight = Weight(v, least: -Most) ?? d.Value.Weight },
        });

    public static void Read(ServiceDraft service, Value value)
    {
        var preferences = new List<NodePreference>();
        foreach (var item in value.Items())
        {
            var draft = new Draft<NodePreference>(new NodePreference("", Most));
            Table.Read(item, draft);
            if (item.Node is YamlNode.Map map && map["constraint"] is null or { IsNull: true })
                item.Error("bad_preference", $"{item.Path} has no constraint.", "For example `constraint: node.labels.disk == ssd`.");
            preferences.Add(draft.Value);
        }

        service.Preferences = value;
        service.Placement = service.Placement with { Preferences = preferences };
    }

    /// <returns>Null, and a problem, when it is none.</returns>
    public static int? Weight(Value value, int least)
    {
        if (value.Int(least) is not { } weight)
            return null;
        if (weight is not 0 and <= Most)
            return weight;
        value.Error("bad_number", $"{value.Path} must be from {least} to {Most}{(least < 0 ? ", and not 0" : "")}, but it is {weight}.");
        return null;
    }
}
