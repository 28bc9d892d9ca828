using Gantry.Manager.State;

namespace Gantry.Manager.Control;

/// <summary>Changes of single objects that may be dry runs.</summary>
internal static class Drafting
{
    extension(StateStore store)
    {
        /// <summary>As <see cref="StateStore.UpdateAsync{T}"/>; a dry run is made on the present state, and nobody commits it.</summary>
        public ValueTask<T> UpdateAsync<T>(Func<Transaction, T> change, bool dryRun, CancellationToken ct) => dryRun
            ? ValueTask.FromResult(change(new Transaction(store.Current, store.Limits, static () => { })))
            : store.UpdateAsync(change, ct);
    }
}
