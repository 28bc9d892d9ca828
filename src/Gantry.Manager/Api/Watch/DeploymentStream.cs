using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api.Watch;

/// <summary>One client that follows one deployment until it is finished. Going on is beginning again: the newest state says all.</summary>
internal sealed class DeploymentStream(StateStore store, TimeProvider time)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public async Task RunAsync(HttpContext http, DeploymentId id, CancellationToken ct)
    {
        var events = new ServerEvents(http.Response);
        events.Begin();
        Deployment? shown = null;
        while (true)
        {
            var state = store.Current;
            var now = state.Find(id);
            if (now != shown || now is null)
            {
                var change = new ChangeItem<Deployment>(now is null ? "removed" : "put", id.ToString(), state.Revision.ToString(), now);
                await events.SendChangesAsync(state.Revision, [change], ApiJson.Default.ChangeItemDeployment, ct);
                await events.FlushAsync(ct);
            }

            if (now is not { State: DeploymentState.Running })
                return;
            shown = now;
            if (!await store.ChangedWithinAsync(state.Revision, KeepAlive, time, ct))
                await events.KeepAliveAsync(state.Revision, ct);
        }
    }
}
