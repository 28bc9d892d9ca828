using System.Net;
using Gantry.Model.Services;
using Gantry.Worker.Docker.Wire;

namespace Gantry.Worker.Docker.Simulated;

/// <summary>
/// An engine without processes: containers do what their image says, on the given time, and the same calls always
/// give the same ids, addresses and events. It refuses what the Docker Engine refuses, with the same codes.
/// </summary>
internal sealed class SimulatedEngine : IEngine
{
    public static readonly ApiVersion Version = ApiVersion.Oldest;

    private readonly SimulatedState _state;
    private readonly SimulatedEvents _events;

    /// <param name="seed">Makes ids differ between engines, such as the node's name.</param>
    public SimulatedEngine(TimeProvider time, string seed, EngineDeadlines? deadlines = null)
    {
        Gate = new SimulatedGate(time, deadlines ?? EngineDeadlines.Default);
        _events = new SimulatedEvents(time, Gate);
        _state = new SimulatedState(time, Gate, _events, seed);
        Info = new EngineInfo
        {
            Id = seed,
            Name = seed,
            ServerVersion = "20.10.24-simulated",
            OperatingSystem = "Simulated",
            OsType = "linux",
            Architecture = "x86_64",
            Cpus = 4,
            MemTotal = 8L * 1024 * 1024 * 1024,
            CgroupDriver = "cgroupfs",
            CgroupVersion = "2",
            Runtimes = new Dictionary<string, EmptyObject> { ["runc"] = new() },
        };
        Containers = new SimulatedContainers(_state);
        Execs = new SimulatedExecs(_state);
        Images = new SimulatedImages(_state);
        Networks = new SimulatedNetworks(_state);
        Volumes = new SimulatedVolumes(_state);
        SimulatedNetworks.Add(_state, new CreateNetwork("bridge"), IPNetwork.Parse("172.17.0.0/16"));
        SimulatedNetworks.Add(_state, new CreateNetwork("host") { Driver = "host" }, IPNetwork.Parse("0.0.0.0/32"));
        SimulatedNetworks.Add(_state, new CreateNetwork("none") { Driver = "null" }, IPNetwork.Parse("255.255.255.255/32"));
        _events.Forget();
    }

    /// <summary>Makes the engine slow, wrong, hanging or absent.</summary>
    public SimulatedGate Gate { get; }

    /// <summary>What the engine says about its host.</summary>
    public EngineInfo Info { get; set; }

    /// <summary>Passwords by user name; a login that is not in it is refused. Null takes every login.</summary>
    public IReadOnlyDictionary<string, string>? Logins { get; set; }

    public IEngineContainers Containers { get; }

    public IEngineExecs Execs { get; }

    public IEngineImages Images { get; }

    public IEngineNetworks Networks { get; }

    public IEngineVolumes Volumes { get; }

    /// <summary>An image that is here without a pull.</summary>
    /// <param name="image">Null reads the behaviour from the reference.</param>
    public void AddLocalImage(string reference, SimulatedImage? image = null)
    {
        lock (_state.Lock)
        {
            _state.LocalImages[ImageReference.WithTag(reference)] = image ?? SimulatedImage.FromReference(reference)
                ?? throw new ArgumentException($"'{reference}' tells no behaviour: give the image.", nameof(image));
        }
    }

    /// <summary>An image that can be pulled. Those of <see cref="SimulatedImage.FromReference"/> need not be added.</summary>
    public void AddRemoteImage(string reference, SimulatedImage image)
    {
        lock (_state.Lock)
            _state.RemoteImages[ImageReference.WithTag(reference)] = image;
    }

    /// <summary>A host port that a process outside of the engine listens on.</summary>
    public void TakePort(int port)
    {
        lock (_state.Lock)
            _state.ForeignPorts.Add(port);
    }

    /// <summary>The engine's process ends. As after SIGKILL, it has forgotten its events when it is back.</summary>
    /// <param name="withContainers">The machine fails, or the engine stops in good order: its containers end too.</param>
    public void GoDown(bool withContainers)
    {
        Gate.GoDown();
        lock (_state.Lock)
        {
            foreach (var container in _state.Containers.Where(_ => withContainers))
                container.End(exitCode: 137, isOutOfMemory: false);
            _events.Forget();
        }
    }

    public void ComeUp() => Gate.ComeUp();

    public async Task<ApiVersion> PingAsync(CancellationToken ct)
    {
        await Gate.EnterAsync(new EngineCall("answer a ping"), ct, Gate.Deadlines.Ping);
        return Version;
    }

    public async Task<EngineVersion> VersionAsync(CancellationToken ct)
    {
        await Gate.EnterAsync(new EngineCall("tell its version"), ct);
        return new EngineVersion { Version = Info.ServerVersion ?? "", ApiVersion = Version.ToString(), Os = "linux", Arch = "amd64" };
    }

    public async Task<EngineInfo> InfoAsync(CancellationToken ct)
    {
        await Gate.EnterAsync(new EngineCall("tell about itself"), ct);
        return Info;
    }

    public async Task CheckLoginAsync(RegistryLogin login, CancellationToken ct)
    {
        var call = new EngineCall("log in at registry", login.Server);
        await Gate.EnterAsync(call, ct);
        if (Logins is not null && Logins.GetValueOrDefault(login.UserName ?? "") != login.Password)
            throw SimulatedAnswers.ServerError(call, $"login attempt to https://{login.Server}/v2/ failed with status: 401 Unauthorized");
    }

    public IAsyncEnumerable<EngineEvent> EventsAsync(EngineFilter filter, EngineTime? since, CancellationToken ct) =>
        _events.ListenAsync(filter, since, ct);
}
