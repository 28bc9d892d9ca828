using Gantry.Manager.Control;
using Gantry.Manager.Dispatch;
using Gantry.Manager.Leadership;
using Gantry.Manager.Planning;
using Gantry.Manager.Security;
using Gantry.Manager.State;
using Gantry.Model.Ids;
using Microsoft.Extensions.Logging;

namespace Gantry.Roles;

/// <summary>All parts of a manager around an open store, in the order in which they start.</summary>
internal sealed class ManagerRole
{
    public ManagerRole(StateStore store, SecretBox box, ManagerWay way, CaKeys caKeys, IdSource ids, TimeProvider time, ILoggerFactory logs)
    {
        Store = store;
        Ids = ids;
        Inbox = new StatusInbox(store, time, logs.CreateLogger<StatusInbox>());
        var pulse = new NodePulse(time);
        Sessions = new WorkerSessions(
            store, Inbox, new NodeRegistration(store, time), pulse, Usages, new PendingStreams(),
            host => SealedLogin.Find(store.Current, host, closed => box.Open(closed)), way, time);
        Duties =
        [
            new ReconcileDuty(store, (tx, look, now) => ClusterStep.Advance(tx, look, now, ids), time, logs.CreateLogger<ReconcileDuty>()),
            new NodeWatch(store, pulse, time, logs.CreateLogger<NodeWatch>()),
            new CaRotationDuty(store, caKeys, time, logs.CreateLogger<CaRotationDuty>()),
            new EventRetention(store, time, logs.CreateLogger<EventRetention>()),
        ];
    }

    public StateStore Store { get; }

    public NodeUsages Usages { get; } = new();

    public IdSource Ids { get; }

    public StatusInbox Inbox { get; }

    public WorkerSessions Sessions { get; }

    /// <summary>What only the leading manager does.</summary>
    public IReadOnlyList<LeaderDuty> Duties { get; }
}
