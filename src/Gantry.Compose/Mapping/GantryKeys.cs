using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>x-gantry</c> of a service: what compose has no key for.</summary>
internal static class GantryKeys
{
    public static readonly KeyTable<Draft<Probe>> Http = new(
        "services.*.x-gantry.probe.http",
        new Dictionary<string, Action<Draft<Probe>, Value>>
        {
            ["path"] = static (d, v) => d.Value = d.Value with { Path = ReadPath(v) },
            ["port"] = static (d, v) => d.Value = d.Value with { Port = ReadPort(v) },
        });

    public static readonly KeyTable<Draft<Probe>> Tcp = new(
        "services.*.x-gantry.probe.tcp",
        new Dictionary<string, Action<Draft<Probe>, Value>>
        {
            ["port"] = static (d, v) => d.Value = d.Value with { Port = ReadPort(v) },
        });

    public static readonly KeyTable<ProbeDraft> Probe = new(
        "services.*.x-gantry.probe",
        new Dictionary<string, Action<ProbeDraft, Value>>
        {
            ["command"] = static (p, v) => p.Set(v, new Probe(ProbeKind.Command, Command: ReadCommand(v))),
            ["http"] = static (p, v) => p.Set(v, ReadEndpoint(v, ProbeKind.Http, Http)),
            ["interval"] = static (p, v) => p.Interval = Positive(v),
            ["retries"] = static (p, v) => p.Retries = v.Int(least: 1) ?? p.Retries,
            ["start_period"] = static (p, v) => p.StartPeriod = v.Duration() ?? default,
            ["tcp"] = static (p, v) => p.Set(v, ReadEndpoint(v, ProbeKind.Tcp, Tcp)),
            ["timeout"] = static (p, v) => p.Timeout = Positive(v),
        });

    public static readonly KeyTable<ServiceDraft> Table = new(
        "services.*.x-gantry",
        new Dictionary<string, Action<ServiceDraft, Value>>
        {
            ["affinity"] = static (s, v) => AffinityKeys.Read(s, v, isApart: false),
            ["anti_affinity"] = static (s, v) => AffinityKeys.Read(s, v, isApart: true),
            ["node_loss"] = static (s, v) => s.NodeLoss = NodeLossKeys.Read(v),
            ["prefer"] = PreferenceKeys.Read,
            ["probe"] = static (s, v) => AddProbe(s, v),
            ["probes"] = static (s, v) =>
            {
                foreach (var item in v.Items())
                    AddProbe(s, item);
            },
            ["strategy"] = static (s, v) => s.Placement = v.TryChoice(StrategyNames.All, out var strategy) ? s.Placement with { Strategy = strategy } : s.Placement,
        });

    private static void AddProbe(ServiceDraft service, Value value)
    {
        var draft = new ProbeDraft();
        Probe.Read(value, draft);
        if (draft.Finish(value) is { } probe)
            service.Container = service.Container with { Probes = [.. service.Container.Probes, probe] };
    }

    private static Probe ReadEndpoint(Value value, ProbeKind kind, KeyTable<Draft<Probe>> table)
    {
        var draft = new Draft<Probe>(new Probe(kind));
        table.Read(value, draft);
        if (draft.Value.Port == 0)
            value.Error("bad_probe", $"{value.Path} needs a port.", "Add `port:` with the port in the container.");
        return draft.Value;
    }

    private static TimeSpan? Positive(Value value)
    {
        if (value.Duration() is not { } duration || duration > TimeSpan.Zero)
            return value.Duration();
        value.Error("bad_duration", $"{value.Path} must be more than 0.");
        return null;
    }

    private static int ReadPort(Value value)
    {
        var port = value.Int(least: 1) ?? 0;
        if (port > ushort.MaxValue)
            value.Error("bad_port", $"{value.Path} must be a port from 1 to 65535, but it is {value.Shown}.");
        return port;
    }

    private static string ReadPath(Value value)
    {
        var path = value.Word() ?? "/";
        if (!path.StartsWith('/') || path.Any(c => char.IsControl(c) || c is ' '))
            value.Error("bad_probe", $"{value.Path} must be a path that begins with '/', but it is {value.Shown}.");
        return path;
    }

    private static IReadOnlyList<string> ReadCommand(Value value)
    {
        var words = value.Node is Reading.YamlNode.Scalar ? ShellWords.Split(value.Text() ?? "") : ContainerValues.Words(value);
        if (words is null or [])
            value.Error("bad_command", $"{value.Path} is not a command.", "Write it as a list: [\"pg_isready\", \"-q\"].");
        return words ?? [];
    }
}
