using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>secrets</c> and <c>configs</c> of a service in long form.</summary>
internal static class GrantKeys
{
    private const string SecretFolder = "/run/secrets/";

    public static readonly KeyTable<GrantDraft> Secrets = TableOf("services.*.secrets[]");

    public static readonly KeyTable<GrantDraft> Configs = TableOf("services.*.configs[]");

    public static void ReadSecrets(ServiceDraft service, Value value) =>
        service.Container = service.Container with { Secrets = Read(value, Secrets, "secret", SecretFolder, service.Scope.DeclaredSecrets, static s => s.Name) };

    public static void ReadConfigs(ServiceDraft service, Value value) =>
        service.Container = service.Container with { Configs = Read(value, Configs, "config", "/", service.Scope.DeclaredConfigs, static c => c.Name) };

    private static KeyTable<GrantDraft> TableOf(string place) => new(
        place,
        new Dictionary<string, Action<GrantDraft, Value>>
        {
            ["gid"] = static (d, v) => d.Gid = v.Anything(),
            ["mode"] = static (d, v) => d.Mode = MountKeys.ReadMode(v),
            ["source"] = static (d, v) => d.Source = v.Word(),
            ["target"] = static (d, v) => d.Target = v.Word(),
            ["uid"] = static (d, v) => d.Uid = v.Anything(),
        });

    private static List<FileGrant> Read<T>(
        Value value, KeyTable<GrantDraft> table, string what, string folder, IReadOnlyDictionary<string, T> declared, Func<T, string> nameOf)
    {
        var grants = new List<FileGrant>();
        foreach (var item in value.Items())
        {
            var draft = new GrantDraft();
            table.Read(item, draft);
            if (draft.Source is not { } source)
            {
                if (item.Node is YamlNode.Map map && map["source"] is null or { IsNull: true })
                    item.Error($"bad_{what}", $"{item.Path} names no {what}.", "Add `source:`.");
                continue;
            }

            if (!declared.TryGetValue(source, out var spec))
            {
                Undefined(item, what, source, declared.Keys);
                continue;
            }

            var target = draft.Target ?? source;
            grants.Add(new FileGrant(nameOf(spec), HostPath.Clean(target.StartsWith('/') ? target : folder + target)) { Uid = draft.Uid, Gid = draft.Gid, Mode = draft.Mode });
        }

        foreach (var twice in grants.GroupBy(g => g.Target).Where(g => g.Count() > 1))
            value.Error("duplicate_target", $"{value.Path} puts two files at {ProblemLog.Quote(twice.Key)}.", "Give one of them another target.");
        return grants;
    }

    public static void Undefined(Value item, string what, string source, IEnumerable<string> declared)
    {
        var near = Spelling.Nearest(source, declared);
        item.Error(
            $"undefined_{what}",
            $"{item.Path} names the {what} {ProblemLog.Quote(source)}, which is not declared.",
            near is null ? $"Declare it at the top level, below `{what}s:`." : $"Did you mean `{near}`?");
    }
}
