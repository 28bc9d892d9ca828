using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of <c>deploy</c>.</summary>
internal static class DeployKeys
{
    private static readonly Dictionary<string, ServiceMode> Modes = new()
    {
        ["replicated"] = ServiceMode.Replicated,
        ["global"] = ServiceMode.Global,
        ["replicated-job"] = ServiceMode.ReplicatedJob,
        ["global-job"] = ServiceMode.GlobalJob,
    };

    private static readonly Dictionary<string, EndpointMode> EndpointModes = new() { ["dnsrr"] = EndpointMode.Dnsrr, ["vip"] = EndpointMode.Vip };

    private static readonly Dictionary<string, RestartCondition> Conditions = new()
    {
        ["none"] = RestartCondition.None,
        ["on-failure"] = RestartCondition.OnFailure,
        ["any"] = RestartCondition.Any,
        ["always"] = RestartCondition.Any,
        ["unless-stopped"] = RestartCondition.Any,
    };

    public static readonly KeyTable<List<string>> Preference = new(
        "services.*.deploy.placement.preferences[]",
        new Dictionary<string, Action<List<string>, Value>>
        {
            ["spread"] = static (over, v) => over.AddRange(v.Word() is { } property ? [property] : []),
        });

    public static readonly KeyTable<ServiceDraft> Placement = new(
        "services.*.deploy.placement",
        new Dictionary<string, Action<ServiceDraft, Value>>
        {
            ["constraints"] = static (s, v) => s.Placement = s.Placement with { Constraints = v.Words() },
            ["max_replicas_per_node"] = static (s, v) => s.Placement = s.Placement with { MaxReplicasPerNode = v.Int() ?? 0 },
            ["preferences"] = static (s, v) => s.Placement = s.Placement with { SpreadOver = ReadPreferences(v) },
        });

    public static readonly KeyTable<ResourceDraft> Limits = new(
        "services.*.deploy.resources.limits",
        new Dictionary<string, Action<ResourceDraft, Value>>
        {
            ["cpus"] = static (r, v) => r.CpuLimit = ResourceKeys.Cpus(v),
            ["memory"] = static (r, v) => r.MemoryLimit = ResourceKeys.Memory(v),
            ["pids"] = static (r, v) => r.PidsLimit = ResourceKeys.Pids(v),
        });

    public static readonly KeyTable<Draft<GenericResource>> Discrete = new(
        "services.*.deploy.resources.reservations.generic_resources[].discrete_resource_spec",
        new Dictionary<string, Action<Draft<GenericResource>, Value>>
        {
            ["kind"] = static (d, v) => d.Value = d.Value with { Kind = v.Word() ?? "" },
            ["value"] = static (d, v) => d.Value = d.Value with { Value = v.Long(least: 1) ?? 0 },
        });

    public static readonly KeyTable<List<GenericResource>> Generic = new(
        "services.*.deploy.resources.reservations.generic_resources[]",
        new Dictionary<string, Action<List<GenericResource>, Value>>
        {
            ["discrete_resource_spec"] = static (all, v) => all.Add(ReadDiscrete(v)),
        });

    public static readonly KeyTable<ServiceDraft> Reservations = new(
        "services.*.deploy.resources.reservations",
        new Dictionary<string, Action<ServiceDraft, Value>>
        {
            ["cpus"] = static (s, v) => s.DeployResources.CpuReservation = ResourceKeys.Cpus(v),
            ["devices"] = DeviceKeys.ReadReserved,
            ["generic_resources"] = ReadGeneric,
            ["memory"] = static (s, v) => s.DeployResources.MemoryReservation = ResourceKeys.Memory(v),
        });

    public static readonly KeyTable<ServiceDraft> Resources = new(
        "services.*.deploy.resources",
        new Dictionary<string, Action<ServiceDraft, Value>>
        {
            ["limits"] = static (s, v) => Limits.Read(v, s.DeployResources),
            ["reservations"] = static (s, v) => Reservations.Read(v, s),
        });

    public static readonly KeyTable<Draft<RestartPolicy>> Restart = new(
        "services.*.deploy.restart_policy",
        new Dictionary<string, Action<Draft<RestartPolicy>, Value>>
        {
            ["condition"] = static (d, v) => d.Value = v.TryChoice(Conditions, out var condition) ? d.Value with { Condition = condition } : d.Value,
            ["delay"] = static (d, v) => d.Value = d.Value with { Delay = v.Duration() ?? default },
            ["max_attempts"] = static (d, v) => d.Value = d.Value with { MaxAttempts = v.Int() },
            ["window"] = static (d, v) => d.Value = d.Value with { Window = v.Duration() ?? default },
        });

    public static readonly KeyTable<ServiceDraft> Table = new(
        "services.*.deploy",
        new Dictionary<string, Action<ServiceDraft, Value>>
        {
            ["endpoint_mode"] = static (s, v) => s.EndpointMode = ReadEndpointMode(v),
            ["labels"] = static (s, v) => s.DeployLabels = LabelKeys.Read(v),
            ["mode"] = static (s, v) => s.Mode = v.TryChoice(Modes, out var mode) ? mode : s.Mode,
            ["placement"] = static (s, v) => Placement.Read(v, s),
            ["replicas"] = static (s, v) => s.Replicas = v.Int() is { } count ? new Given<int>(count, v.Position) : s.Replicas,
            ["resources"] = static (s, v) => Resources.Read(v, s),
            ["restart_policy"] = static (s, v) => s.DeployRestart = ReadRestart(v),
            ["rollback_config"] = static (s, v) => s.Rollback = UpdateKeys.Read(v, UpdateKeys.Rollback),
            ["update_config"] = static (s, v) => s.Update = UpdateKeys.Read(v, UpdateKeys.Update),
        });

    // A name means the addresses of the replicas in service, as dnsrr has it.
    private static EndpointMode? ReadEndpointMode(Value value)
    {
        if (!value.TryChoice(EndpointModes, out var mode))
            return null;
        if (mode is EndpointMode.Vip)
            value.Log.Warn(value.Position, "no_virtual_address", $"{value.Path}: there is no virtual address; the service's name means the addresses of its replicas in service, in turn.", "Write dnsrr, or leave it out.");
        return mode;
    }

    private static void ReadGeneric(ServiceDraft service, Value value)
    {
        foreach (var item in value.Items())
            Generic.Read(item, service.GenericResources);
    }

    private static GenericResource ReadDiscrete(Value value)
    {
        var draft = new Draft<GenericResource>(new GenericResource("", 0));
        Discrete.Read(value, draft);
        return draft.Value;
    }

    private static List<string> ReadPreferences(Value value)
    {
        var over = new List<string>();
        foreach (var item in value.Items())
            Preference.Read(item, over);
        return over;
    }

    private static RestartPolicy ReadRestart(Value value)
    {
        var draft = new Draft<RestartPolicy>(RestartPolicy.Default);
        Restart.Read(value, draft);

        // Swarm counts 0 attempts as "without end".
        return draft.Value.MaxAttempts == 0 ? draft.Value with { MaxAttempts = null } : draft.Value;
    }
}
