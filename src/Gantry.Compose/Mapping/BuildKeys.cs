using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of <c>build</c>.</summary>
internal static class BuildKeys
{
    public static readonly KeyTable<GrantDraft> Secret = new(
        "services.*.build.secrets[]",
        new Dictionary<string, Action<GrantDraft, Value>>
        {
            ["source"] = static (d, v) => d.Source = v.Word(),
            ["target"] = static (d, v) => d.Target = v.Word(),
        },
        "gid", "mode", "uid");

    public static readonly KeyTable<ServiceDraft> Table = new(
        "services.*.build",
        new Dictionary<string, Action<ServiceDraft, Value>>
        {
            ["additional_contexts"] = static (s, v) => s.Build = s.Build! with { AdditionalContexts = v.Texts() },
            ["args"] = static (s, v) => s.Build = s.Build! with { Args = Args(v, s.Scope) },
            ["cache_from"] = static (s, v) => s.Build = s.Build! with { CacheFrom = v.Words() },
            ["cache_to"] = static (s, v) => s.Build = s.Build! with { CacheTo = v.Words() },
            ["context"] = static (s, v) => s.Build = s.Build! with { Context = v.Word() ?? "." },
            ["dockerfile"] = static (s, v) => s.Build = s.Build! with { Dockerfile = v.WordIfAny() },
            ["dockerfile_inline"] = static (s, v) => s.Build = s.Build! with { DockerfileInline = v.WordIfAny() },
            ["entitlements"] = static (s, v) => s.Build = s.Build! with { Entitlements = v.Words() },
            ["extra_hosts"] = static (s, v) => s.Build = s.Build! with { ExtraHosts = ContainerValues.ExtraHosts(v) },
            ["labels"] = static (s, v) => s.Build = s.Build! with { Labels = LabelKeys.Read(v) },
            ["network"] = static (s, v) => s.Build = s.Build! with { Network = v.WordIfAny() },
            ["no_cache"] = static (s, v) => s.Build = s.Build! with { NoCache = v.Bool() ?? false },
            ["no_cache_filter"] = static (s, v) => s.Build = s.Build! with { NoCacheFilter = v.Words() },
            ["platforms"] = static (s, v) => s.Build = s.Build! with { Platforms = [.. v.Items().Select(ContainerValues.Platform).OfType<string>()] },
            ["privileged"] = static (s, v) => s.Build = s.Build! with { Privileged = v.Bool() ?? false },
            ["provenance"] = static (s, v) => s.Build = s.Build! with { Provenance = v.Anything() },
            ["pull"] = static (s, v) => s.Build = s.Build! with { Pull = v.Bool() ?? false },
            ["sbom"] = static (s, v) => s.Build = s.Build! with { Sbom = v.Anything() },
            ["secrets"] = static (s, v) => s.Build = s.Build! with { Secrets = Secrets(v, s.Scope) },
            ["shm_size"] = static (s, v) => s.Build = s.Build! with { ShmSizeBytes = v.Bytes() ?? 0 },
            ["ssh"] = static (s, v) => s.Build = s.Build! with { Ssh = Ssh(v) },
            ["tags"] = static (s, v) => s.Build = s.Build! with { Tags = [.. v.Items().Select(ContainerValues.Image).OfType<string>()] },
            ["target"] = static (s, v) => s.Build = s.Build! with { Target = v.WordIfAny() },
            ["ulimits"] = static (s, v) => s.Build = s.Build! with { Ulimits = UlimitKeys.Read(v) },
        },
        "isolation");

    public static void Read(ServiceDraft service, Value value)
    {
        service.Build = new BuildSpec(".");
        Table.Read(value, service);
        if (service.Build is { Dockerfile: not null, DockerfileInline: not null })
            value.Error("conflict", $"{value.Path} has both dockerfile and dockerfile_inline.", "Keep one of them.");
    }

    private static SortedDictionary<string, string?> Args(Value value, StackScope scope)
    {
        var args = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (entry, member) in value.Members())
            args[entry.Key] = entry.Value.IsNull ? scope.Bundle.Variables.GetValueOrDefault(entry.Key) : member.Anything();
        return args;
    }

    private static List<BuildSecret> Secrets(Value value, StackScope scope)
    {
        var secrets = new List<BuildSecret>();
        foreach (var item in value.Items())
        {
            var draft = new GrantDraft();
            Secret.Read(item, draft);
            if (draft.Source is not { } source)
                continue;
            if (!scope.DeclaredSecrets.TryGetValue(source, out var declared))
                GrantKeys.Undefined(item, "secret", source, scope.DeclaredSecrets.Keys);
            else if (declared.External)
                item.Error("unsupported_value", $"{item.Path} names the secret {ProblemLog.Quote(source)}, which is external: only the cluster knows its value, and clients build.", "Give it a file or a variable.");
            else
                secrets.Add(new BuildSecret(declared.Name, draft.Target ?? source));
        }

        return secrets;
    }

    // `default`, `id=path`, or a mapping of both.
    private static List<string> Ssh(Value value) => value.Node is YamlNode.Map
        ? [.. value.Members().Select(m => m.Entry.Value.IsNull ? m.Entry.Key : $"{m.Entry.Key}={m.Value.Anything()}")]
        : [.. value.Words()];
}
