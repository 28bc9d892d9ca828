using Gantry.Manager.State;

namespace Gantry.Manager.Api.Watch;

/// <summary>Waiting for the store, not for ever.</summary>
internal static class StoreWaiting
{
    extension(StateStore store)
    {
        /// <returns>False when the time has passed and nothing changed.</returns>
        public async Task<bool> ChangedWithinAsync(Revision after, TimeSpan patience, TimeProvider time, CancellationToken ct)
        {
            using var silence = new CancellationTokenSource(patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, silence.Token);
            try
            {
                await store.ChangedAsync(after, either.Token);
                return true;
            }
            catch (OperationCanceledException) when (silence.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}
