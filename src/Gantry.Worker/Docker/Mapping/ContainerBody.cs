using Gantry.Model.Services;
using Gantry.Model.Wire;
using Gantry.Worker.Docker.Wire;
using EngineMount = Gantry.Worker.Docker.Wire.Mount;
using SpecMount = Gantry.Model.Services.Mount;

namespace Gantry.Worker.Docker.Mapping;

/// <summary>From a task's spec to the body of the engine's create call. Pure: the same task gives the same body.</summary>
internal static class ContainerBody
{
    private const long NanosPerTick = 100;

    /// <param name="image">What to run, as the engine knows it on this node.</param>
    /// <param name="resolvers">Addresses of our DNS on the container's networks.</param>
    public static CreateContainer For(AssignedTask task, string clusterId, string image, IReadOnlyList<string> resolvers)
    {
        var spec = task.Container;
        var first = spec.Networks.Count > 0 ? spec.Networks[0] : null;
        return new CreateContainer
        {
            Image = image,
            Hostname = spec.Hostname,
            User = spec.User,
            WorkingDir = spec.WorkingDir,
            Env = [.. spec.Environment.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}")],
            Cmd = spec.Command,
            Entrypoint = spec.Entrypoint,
            Labels = OwnLabels.Of(clusterId, task),
            Healthcheck = spec.HealthCheck is { } check ? Health(check) : null,
            StopSignal = spec.StopSignal,
            StopTimeout = (int)Math.Ceiling(spec.EffectiveStopGracePeriod.TotalSeconds),
            Tty = spec.Tty ? true : null,
            OpenStdin = spec.StdinOpen ? true : null,
            ExposedPorts = spec.HostPorts.Count == 0 ? null : Exposed(spec.HostPorts),
            HostConfig = Host(spec, resolvers, first?.Network),
            NetworkingConfig = first is null ? null : new NetworkingConfig(Endpoints(first)),
        };
    }

    /// <summary>
    /// Never an alias: the engine's resolver would answer it by itself and never ask ours, and aliases cannot change
    /// on a live container.
    /// </summary>
    public static EndpointSettings Endpoint(NetworkAttachment attachment) => new()
    {
        Addresses = attachment.Ipv4Address is { } address ? new EndpointAddresses { Ipv4Address = address } : null,
    };

    private static Dictionary<string, EndpointSettings> Endpoints(NetworkAttachment attachment) =>
        new() { [attachment.Network] = Endpoint(attachment) };

    private static HostConfig Host(ContainerSpec spec, IReadOnlyList<string> resolvers, string? network) => new()
    {
        NetworkMode = network,
        Binds = NoneIfEmpty(spec.Mounts.Where(IsBindText).Select(BindText)),
        Mounts = NoneIfEmpty(spec.Mounts.Where(m => !IsBindText(m) && m.TmpfsOptions is null).Select(Mounted)),
        Tmpfs = TmpfsTexts(spec),
        PortBindings = spec.HostPorts.Count == 0 ? null : Bindings(spec.HostPorts),
        Dns = NoneIfEmpty(resolvers),
        ExtraHosts = NoneIfEmpty(spec.ExtraHosts),
        // Restarting is ours: an engine that restarts too would race us.
        RestartPolicy = new Wire.RestartPolicy("no"),
        LogConfig = spec.Logging is { } logging ? new LogConfig(logging.Driver, logging.Options) : null,
        CapAdd = NoneIfEmpty(spec.CapAdd),
        CapDrop = NoneIfEmpty(spec.CapDrop),
        ReadonlyRootfs = spec.ReadOnly ? true : null,
        Init = spec.Init,
        Sysctls = spec.Sysctls.Count == 0 ? null : spec.Sysctls,
        ShmSize = NoneIfZero(spec.ShmSizeBytes),
        Memory = NoneIfZero(spec.Limits.MemoryBytes),
        MemoryReservation = NoneIfZero(spec.Reservation.MemoryBytes),
        NanoCpus = NoneIfZero(spec.Limits.CpuNanos),
        PidsLimit = NoneIfZero(spec.Limits.Pids),
        Ulimits = NoneIfEmpty(spec.Ulimits.Select(u => new Wire.Ulimit(u.Name, u.Soft, u.Hard))),
    };

    private static HealthcheckConfig Health(HealthCheck check) => new()
    {
        Test = NoneIfEmpty(check.Test),
        Interval = Nanos(check.Interval),
        Timeout = Nanos(check.Timeout),
        StartPeriod = Nanos(check.StartPeriod),
        StartInterval = Nanos(check.StartInterval),
        Retries = check.Retries,
    };

    private static long? Nanos(TimeSpan? span) => span?.Ticks * NanosPerTick;

    // Only a bind text makes a missing host folder (before API 1.42) and sets an SELinux label (in all of them).
    private static bool IsBindText(SpecMount mount) =>
        mount.SeLinux is not null || (mount.Type == MountType.Bind && mount.CreateHostPath);

    private static string BindText(SpecMount mount)
    {
        string?[] options = [mount.ReadOnly ? "ro" : "rw", mount.SeLinux, mount.Propagation, mount.NoCopy ? "nocopy" : null];
        return $"{mount.Source}:{mount.Target}:{string.Join(',', options.Where(o => o is not null))}";
    }

    private static EngineMount Mounted(SpecMount mount) => new()
    {
        Type = mount.Type switch
        {
            MountType.Bind => "bind",
            MountType.Volume => "volume",
            MountType.Tmpfs => "tmpfs",
            MountType.Unrecognized => throw new NotSupportedException(
                $"The mount at '{mount.Target}' is of a kind that this worker does not know. Update the worker."),
            _ => throw new ArgumentOutOfRangeException(nameof(mount), mount.Type, "No such mount type."),
        },
        Source = mount.Source,
        Target = mount.Target,
        ReadOnly = mount.ReadOnly ? true : null,
        BindOptions = mount.Propagation is { } propagation ? new BindOptions { Propagation = propagation } : null,
        VolumeOptions = mount.NoCopy ? new VolumeOptions { NoCopy = true } : null,
        TmpfsOptions = mount is { Type: MountType.Tmpfs } and ({ SizeBytes: > 0 } or { Mode: > 0 })
            ? new TmpfsOptions { SizeBytes = NoneIfZero(mount.SizeBytes), Mode = mount.Mode == 0 ? null : mount.Mode }
            : null,
    };

    private static Dictionary<string, string>? TmpfsTexts(ContainerSpec spec)
    {
        var texts = spec.Mounts.Where(m => m.TmpfsOptions is not null).ToDictionary(m => m.Target, TmpfsText);
        return texts.Count == 0 ? null : texts;
    }

    private static string TmpfsText(SpecMount mount)
    {
        string?[] options =
        [
            mount.ReadOnly ? "ro" : null,
            mount.SizeBytes == 0 ? null : $"size={mount.SizeBytes}",
            mount.Mode == 0 ? null : $"mode={Convert.ToString(mount.Mode, 8).PadLeft(4, '0')}",
            mount.TmpfsOptions,
        ];
        return string.Join(',', options.Where(o => o is not null));
    }

    private static Dictionary<string, EmptyObject> Exposed(IReadOnlyList<PublishedPort> ports) =>
        ports.Select(Key).Distinct().ToDictionary(key => key, _ => new EmptyObject());

    private static Dictionary<string, IReadOnlyList<PortBinding>?> Bindings(IReadOnlyList<PublishedPort> ports) =>
        ports.GroupBy(Key).ToDictionary(
            group => group.Key,
            IReadOnlyList<PortBinding>? (group) =>
                [.. group.Select(p => new PortBinding(p.HostIp ?? "", p.Published == 0 ? "" : $"{p.Published}"))]);

    private static string Key(PublishedPort port) => $"{port.Target}/{port.Protocol}";

    private static List<T>? NoneIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;

    private static long? NoneIfZero(long value) => value == 0 ? null : value;
}
