using Gantry.Compose.Reading;
using Gantry.Model.Configs;
using Gantry.Model.Networks;
using Gantry.Model.Secrets;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Volumes;

namespace Gantry.Compose.Mapping;

/// <summary>Makes the model from a merged document in long forms.</summary>
internal sealed class StackMapping(string stackName, Bundle bundle, ProblemLog log)
{
    public StackSpec Map(YamlNode.Map root)
    {
        var top = new TopDraft();
        TopKeys.Table.Read(new Value(root, "", log), top);

        var scope = new StackScope(stackName, bundle, ReadNetworks(top.Networks), ReadVolumes(top.Volumes), ReadSecrets(top.Secrets), ReadConfigs(top.Configs), log);
        var all = ReadServices(top.Services, scope);
        var active = all.Values.Where(s => s.IsActive(bundle.Profiles)).ToDictionary(s => s.Name);
        foreach (var waited in active.Values.SelectMany(s => s.DependsOn).Where(d => d.Dependency.Condition is DependencyCondition.CompletedSuccessfully))
        {
            if (active.TryGetValue(waited.Dependency.Service, out var job))
                job.IsAwaited = true;
        }

        var services = all.Values
            .Where(s => active.ContainsKey(s.Name))
            .OrderBy(s => s.Name, StringComparer.Ordinal)
            .Select(s => new ServiceAssembly(s, all, active).Build())
            .ToList();

        Dependencies.CheckForCycles(all.Values, log);
        Affinities.CheckForCycles(all.Values, log);
        BuildContexts.Check(active, log);
        new LinkCheck(services, log).Run(active);
        WarnOfUnused(top, scope, all.Values);
        return new StackSpec(stackName, services, UsedNetworks(scope, services), UsedVolumes(scope, services))
        {
            Secrets = Used(scope.DeclaredSecrets.Values, s => s.Name, SecretsOf(services)),
            Configs = Used(scope.DeclaredConfigs.Values, c => c.Name, services.SelectMany(s => s.Container.Configs).Select(c => c.Source)),
        };
    }

    private Dictionary<string, NetworkSpec> ReadNetworks(Value? section) => Section(section, (entry, value) =>
    {
        var spec = NetworkKeys.Read(value);
        return spec with { Name = Name(entry, value, spec.Name, spec.External, isExclusive: false) };
    });

    private Dictionary<string, VolumeSpec> ReadVolumes(Value? section) => Section(section, (entry, value) =>
    {
        var draft = new Draft<VolumeSpec>(new VolumeSpec(""));
        VolumeKeys.Table.Read(value, draft);
        var spec = VolumeKeys.WithHostPath(draft.Value, value, bundle);
        return spec with { Name = Name(entry, value, spec.Name, spec.External, isExclusive: true) };
    });

    private Dictionary<string, SecretSpec> ReadSecrets(Value? section) => Section(section, (entry, value) =>
    {
        var spec = SecretKeys.Read(value);
        return spec with { Name = Name(entry, value, spec.Name, spec.External, isExclusive: false) };
    });

    private Dictionary<string, ConfigSpec> ReadConfigs(Value? section) => Section(section, (entry, value) =>
    {
        var spec = ConfigKeys.Read(value);
        return spec with { Name = Name(entry, value, spec.Name, spec.External, isExclusive: false) };
    });

    private static Dictionary<string, T> Section<T>(Value? section, Func<YamlEntry, Value, T> read)
    {
        var all = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (entry, value) in section?.Members() ?? [])
            all[entry.Key] = read(entry, value);
        return all;
    }

    private string Name(YamlEntry entry, Value value, string written, bool isExternal, bool isExclusive)
    {
        if (isExternal)
            ExternalKeys.CheckNothingElse(value, isExclusive);
        if (!ResourceNames.IsEngineName(entry.Key))
            log.Error(entry.KeyPosition, "bad_name", $"{ProblemLog.Quote(entry.Key)} is not a name: it may have letters, digits and _ . - and begins with a letter or digit.");
        return written.Length > 0 ? written : isExternal ? entry.Key : $"{stackName}_{entry.Key}";
    }

    private Dictionary<string, ServiceDraft> ReadServices(Value? section, StackScope scope)
    {
        var services = new Dictionary<string, ServiceDraft>(StringComparer.Ordinal);
        foreach (var (entry, value) in section?.Members() ?? [])
        {
            if (IsMisplacedKey(entry))
            {
                log.Error(entry.KeyPosition, "wrong_indentation", $"{ProblemLog.Quote(entry.Key)} stands where the name of a service is expected.", "It is a key of a service: indent it further, below the service that it belongs to.");
                continue;
            }

            if (!ResourceNames.IsServiceName(entry.Key))
                log.Error(entry.KeyPosition, "bad_name", $"{ProblemLog.Quote(entry.Key)} is not the name of a service: it may have up to 63 letters, digits and _ . -", $"For example {ResourceNames.Fitting(entry.Key)}.");
            services[entry.Key] = ServiceKeys.Read(entry.Key, value with { Node = value.Node.IsNull ? new YamlNode.Map(entry.KeyPosition, []) : value.Node }, scope);
        }

        return services;
    }

    // A service may be called as a key is; then it says what it runs.
    private static bool IsMisplacedKey(YamlEntry entry) =>
        ServiceKeys.Table.Knows(entry.Key) && entry.Value is not YamlNode.Map { Entries.Count: 0 } and not YamlNode.Scalar { IsNull: true }
        && !(entry.Value is YamlNode.Map map && map.Entries.Any(e => ServiceKeys.Table.Knows(e.Key)));

    private static List<NetworkSpec> UsedNetworks(StackScope scope, IReadOnlyList<ServiceSpec> services)
    {
        var used = services.SelectMany(s => s.Container.Networks).Select(n => n.Network).ToHashSet(StringComparer.Ordinal);
        var implied = scope.Networks.ContainsKey(StackScope.DefaultNetwork) ? [] : new[] { new NetworkSpec(scope.FullName(StackScope.DefaultNetwork)) };
        return [.. scope.Networks.Values.Concat(implied).Where(n => used.Contains(n.Name)).DistinctBy(n => n.Name).OrderBy(n => n.Name, StringComparer.Ordinal)];
    }

    private static List<VolumeSpec> UsedVolumes(StackScope scope, IReadOnlyList<ServiceSpec> services)
    {
        var used = services.SelectMany(s => s.Container.Mounts).Where(m => m.Type is MountType.Volume).Select(m => m.Source).ToHashSet();
        return [.. scope.Volumes.Values.Where(v => used.Contains(v.Name)).DistinctBy(v => v.Name).OrderBy(v => v.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> SecretsOf(IReadOnlyList<ServiceSpec> services) =>
        services.SelectMany(s => s.Container.Secrets.Select(g => g.Source).Concat(s.Build?.Secrets.Select(b => b.Source) ?? []));

    private static List<T> Used<T>(IEnumerable<T> declared, Func<T, string> nameOf, IEnumerable<string> sources)
    {
        var used = sources.ToHashSet(StringComparer.Ordinal);
        return [.. declared.Where(d => used.Contains(nameOf(d))).DistinctBy(nameOf).OrderBy(nameOf, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> NetworksOf(ServiceDraft service) =>
        service.Networks?.Select(n => n.Network) ?? (service.NetworkMode is null ? [StackScope.DefaultNetwork] : []);

    // As compose, only what a service uses is made. Services of other profiles count: their volumes are not forgotten ones.
    private void WarnOfUnused(TopDraft top, StackScope scope, IEnumerable<ServiceDraft> services)
    {
        var drafts = services.ToList();
        var networks = drafts.SelectMany(NetworksOf).ToHashSet(StringComparer.Ordinal);
        var volumes = drafts.SelectMany(s => s.Mounts).Select(m => m.Mount.Source).ToHashSet();
        foreach (var (entry, _) in top.Networks?.Members() ?? [])
        {
            if (!networks.Contains(entry.Key))
                log.Warn(entry.KeyPosition, "unused", $"No service uses the network {ProblemLog.Quote(entry.Key)}; it is not made.");
        }

        foreach (var (entry, _) in top.Volumes?.Members() ?? [])
        {
            if (scope.Volumes.TryGetValue(entry.Key, out var volume) && !volumes.Contains(volume.Name))
                log.Warn(entry.KeyPosition, "unused", $"No service uses the volume {ProblemLog.Quote(entry.Key)}; it is not made.");
        }
    }
}
