using Gantry.Model.Json;
using Gantry.Model.Services;

namespace Gantry.Manager.State;

/// <summary>How a service's change becomes a revision that tasks can name.</summary>
internal static class ServiceRevising
{
    extension(Transaction tx)
    {
        /// <summary>Stores the service; a new revision only when its containers would be made differently.</summary>
        public Service PutRevised(Service service, DateTimeOffset now)
        {
            var container = service.Container;
            var hash = CanonicalJson.HashOf(container);
            if (tx.State.FindRevision(service.Id, service.Revision)?.Hash != hash)
            {
                service = service with { Revision = service.Revision + 1 };
                tx.Put(new ServiceRevision(service.Id, service.Revision, hash, container, now));
            }

            tx.Put(service);
            return service;
        }
    }
}
