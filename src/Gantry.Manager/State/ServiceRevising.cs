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
        /// Going back to an earlier spec finds the tasks that still run it. Services that restart with this one get new containers too.
        /// </summary>
        public Service PutRevised(Service service, DateTimeOffset now)
        {
            var before = service.Revision;
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
            if (before != 0 && before != service.Revision)
                tx.RestartDependents(service, now);
            return service;
        }

        // Compose refuses circles, so this ends.
        private void RestartDependents(Service changed, DateTimeOffset now)
        {
            var dependents = tx.State.ServicesOf(changed.Stack)
                .Where(s => !s.IsRemoved && s.Spec.DependsOn.Any(d => d.Restart && d.Service == changed.Name)).ToList();
            foreach (var dependent in dependents)
                tx.PutRevised(dependent with { Generation = dependent.Generation + 1, HaltedRevision = null, HaltReason = null, UpdatedAt = now }, now);
        }
    }
}
