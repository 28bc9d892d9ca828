using Gantry.Compose.Reading;

namespace Gantry.Compose.Mapping;

/// <summary><c>develop</c>, which compose alone acts on: it is read so that a mistake in it is told, and nothing is kept.</summary>
internal static class DevelopKeys
{
    private static readonly Dictionary<string, bool> Actions =
        new[] { "rebuild", "restart", "sync", "sync+exec", "sync+restart" }.ToDictionary(a => a, _ => true);

    public static readonly KeyTable<Value> Table = new(
        "services.*.develop",
        new Dictionary<string, Action<Value, Value>> { ["watch"] = static (_, v) => ReadTriggers(v) });

    public static readonly KeyTable<Value> Exec = new(
        "services.*.develop.watch[].exec",
        new Dictionary<string, Action<Value, Value>>
        {
            ["command"] = static (_, v) => v.Words(),
            ["environment"] = static (_, v) => v.Texts(),
            ["privileged"] = static (_, v) => v.Bool(),
            ["user"] = static (_, v) => v.Anything(),
            ["working_dir"] = static (_, v) => v.Anything(),
        });

    public static readonly KeyTable<Value> Trigger = new(
        "services.*.develop.watch[]",
        new Dictionary<string, Action<Value, Value>>
        {
            ["action"] = static (_, v) => v.TryChoice(Actions, out var _),
            ["exec"] = static (_, v) => Exec.Read(v, v),
            ["ignore"] = static (_, v) => v.Words(),
            ["include"] = static (_, v) => v.Words(),
            ["initial_sync"] = static (_, v) => v.Bool(),
            ["path"] = static (_, v) => v.Word(),
            ["target"] = static (_, v) => v.Word(),
        });

    private static void ReadTriggers(Value value)
    {
        foreach (var item in value.Items())
        {
            Trigger.Read(item, item);
            foreach (var key in (string[])["path", "action"])
            {
                if (item.Node is YamlNode.Map map && map[key] is null or { IsNull: true })
                    item.Error("bad_watch", $"{item.Path} has no {key}.", $"Add `{key}:`.");
            }
        }
    }
}
