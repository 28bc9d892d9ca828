using Gantry.Worker.Docker;
using Gantry.Worker.Probes;
using Gantry.Worker.Session;

namespace Gantry.Worker.Tasks;

/// <summary>What every runner of a node shares: its engine, what is on it, and the turns that limit how much is asked of it at once.</summary>
internal sealed record NodeEngine(
    IEngine Engine,
    string ClusterId,
    NodeImages Images,
    NodeNetworks Networks,
    NodeVolumes Volumes,
    ProbeCalls Probes,
    StatusOutbox Outbox,
    StartTurns Turns,
    WorkerIdentity Self);
