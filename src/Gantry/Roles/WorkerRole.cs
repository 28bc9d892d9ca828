using Gantry.Model.Ids;
using Gantry.Model.Wire;
using Gantry.Worker.Dns;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Usage;
using Gantry.Worker.Memory;
using Gantry.Worker.Networking;
using Gantry.Worker.Probes;
using Gantry.Worker.Session;
using Gantry.Worker.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gantry.Roles;

/// <summary>All parts of a worker, in the order in which they start.</summary>
internal sealed class WorkerRole : IDisposable
{
    // Six on two cores start sixty containers in 0.95 of the time that four take; an engine waits for disk and kernel in between.
    private const int StartsPerCore = 3;

    private const string ProcFolder = "/proc";

    private readonly DockerEngine _engine;
    private readonly NodeEngine _node;

    public WorkerRole(
        WorkerSettings settings, WorkerIdentity identity, string clusterId, IManagerLink link, TimeProvider time, ILoggerFactory logs)
    {
        Identity = identity;
        _engine = new DockerEngine(settings.Engine, time);
        var memory = new WorkerMemory(settings.DataDirectory, time, logs.CreateLogger<WorkerMemory>());
        var dns = new DnsServer(DnsSettings.Default with { Loopback = settings.DnsListen }, time, new Random(), logs.CreateLogger<DnsServer>());
        var ports = new PortRoutes(clusterId[..RandomId.ShownLength], logs.CreateLogger<PortRoutes>());
        Routes = new NodeRoutes(dns, ports, memory.Remember, time, logs.CreateLogger<NodeRoutes>());
        if (memory.Routes() is { } known)
            Routes.Recall(known);

        var pulled = new PulledImages(memory.Images(), memory.Remember);
        var images = new NodeImages(_engine, LoginForAsync, pulled, time, logs.CreateLogger<NodeImages>());
        var collection = new ImageCollection(_engine, pulled, DiskUsage.UsedShare, time, logs.CreateLogger<ImageCollection>());
        _node = new NodeEngine(
            _engine, clusterId, images, new NodeNetworks(_engine, clusterId, LocalRanges.OfInterfaces, Routes.Follow), new NodeVolumes(_engine, clusterId),
            new ProbeCalls(_engine, time), new StatusOutbox(), new StartTurns(StartsPerCore * Environment.ProcessorCount), Identity);
        Tasks = new NodeTasks(_node, Routes.Follow, time, logs.CreateLogger<NodeTasks>());
        Engine = new EngineWatch(_node, Tasks, time, logs.CreateLogger<EngineWatch>());
        var host = new HostUsageSampler(new HostUsageReader(ProcFolder), time);
        var usage = new TaskUsageSampler(() => Tasks.Current, new ContainerUsageReader(ProcFolder), time);
        var vitals = new NodeVitals(_node, Engine, () => host.NodeUsage, usage.Loads);
        var answers = new StreamAnswers(link, Identity, _node, Tasks, usage, time, logs.CreateLogger<StreamAnswers>());
        var contact = new ManagerContact(time);
        Session = new WorkerSession(
            link, Identity, _node, Tasks, Routes, collection, vitals, answers, contact, time, logs.CreateLogger<WorkerSession>());
        Parts = [memory, Tasks, Engine, dns, Routes, host, usage, collection, new CutOffWatch(contact, Tasks, time), Session];

        async Task<RegistryLogin?> LoginForAsync(string host, CancellationToken ct)
        {
            return await link.LoginForAsync(Identity.Id, host, ct) is { } login ? RegistryLogin.Of(login) : null;
        }
    }

    public WorkerIdentity Identity { get; }

    public NodeTasks Tasks { get; }

    public EngineWatch Engine { get; }

    public NodeRoutes Routes { get; }

    public WorkerSession Session { get; }

    public IReadOnlyList<BackgroundService> Parts { get; }

    public void Dispose()
    {
        foreach (var part in Parts)
            part.Dispose();
        _node.Networks.Dispose();
        _node.Probes.Dispose();
        _node.Turns.Dispose();
        _engine.Dispose();
    }
}
