using System.Text.Json;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Model.Deployments;
using Gantry.Output;
using Gantry.Output.Progress;

namespace Gantry.Commands;

/// <summary>Watches one deployment until it is through, whatever happens to the connection.</summary>
internal sealed class DeploymentFollower(ApiClient api, TimeProvider time)
{
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromSeconds(1);

    /// <param name="onSeen">Told of every state, so that a caller who cancels knows the last one.</param>
    /// <returns>The last state: finished, unless the server ended the stream early.</returns>
    public async Task<Deployment> RunAsync(DeploymentId id, IProgressView view, Action<Deployment> onSeen, CancellationToken ct)
    {
        Deployment? last = null;
        var path = ApiPath.Of("deployments", id.ToString());
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var events = new EventStream(api, time).ReadAsync(path, reading.Token).GetAsyncEnumerator(reading.Token);
        var step = events.MoveNextAsync().AsTask();
        try
        {
            while (await NextAsync(step, view, ct))
            {
                var item = events.Current;
                step = events.MoveNextAsync().AsTask();
                if (Read(item.EventType, item.Data) is not { } deployment)
                    continue;
                last = deployment;
                onSeen(deployment);
                view.Show(deployment);
                if (deployment.State is not DeploymentState.Running)
                    break;
            }
        }
        finally
        {
            view.Leave();
            await reading.CancelAsync();

            // The iterator cannot be disposed of while it is still reading.
            await step.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await events.DisposeAsync();
        }

        return last ?? await api.GetAsync(path, ApiJson.Default.Deployment, ct);
    }

    private static Deployment? Read(string type, string json)
    {
        try
        {
            return type == "change" ? JsonSerializer.Deserialize(json, ApiJson.Default.ChangeItemDeployment)?.Item : null;
        }
        catch (JsonException e)
        {
            throw CliException.OfStranger($"The server's event cannot be read: {e.Message}", e);
        }
    }

    // Between events only the elapsed time moves.
    private async Task<bool> NextAsync(Task<bool> step, IProgressView view, CancellationToken ct)
    {
        while (view.ShowsElapsed && !step.IsCompleted)
        {
            if (await Task.WhenAny(step, Task.Delay(RedrawEvery, time, ct)) != step)
                view.Tick();
            ct.ThrowIfCancellationRequested();
        }

        return await step;
    }
}
