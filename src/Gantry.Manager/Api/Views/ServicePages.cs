using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Services;

namespace Gantry.Manager.Api.Views;

/// <summary>
/// Services as they are sent, made once a cluster revision: it is the read that dashboards and scripts repeat most.
/// The pages go with their snapshot.
/// </summary>
internal sealed class ServicePages
{
    private readonly ConditionalWeakTable<Snapshot, ConcurrentDictionary<ServiceId, byte[]>> _pages = [];

    public byte[] Of(Snapshot state, Service service) =>
        _pages.GetValue(state, static _ => new ConcurrentDictionary<ServiceId, byte[]>())
            .GetOrAdd(service.Id, static (_, of) => JsonSerializer.SerializeToUtf8Bytes(ServiceView.Of(of.state, of.service), ApiJson.Default.ServiceItem), (state, service));
}
