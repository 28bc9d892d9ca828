using Gantry.Model.Json;
using Gantry.Model.Services;

namespace Gantry.Manager.State;

/// <summary>How a service's change becomes a revision that tasks can name.</summary>
internal static class ServiceRevising
{
    extension(Transaction tx)
    {
        /// <summary>
        /// Stores the service; a new revision only when its containers would be made differently than in any that is kept.
        /// Going back to an earlier spec finds the tasks that still run it.
        /// </summary>
        public Service PutRevised(Service service, DateTimeOffset now)
        {
            var container = service.Container;
            var hash = CanonicalJson.HashOf(container);
            var revisions = tx.State.RevisionsOf(service.Id).ToList();
            if (revisions.LastOrDefault(r => r.Hash == hash) is { } known)
            {
                service = service with { Revision = known.Number };
            }
            else
            {
                service = service with { Revision = revisions.Count == 0 ? 1 : revisions[^1].Number + 1 };
                tx.Put(new ServiceRevision(service.Id, service.Revision, hash, container, now));
            }

            tx.Put(service);
            return service;
        }
    }
}
