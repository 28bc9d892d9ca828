using Gantry.Manager.State;

namespace Gantry.Manager.Control;

/// <summary>What dry runs of single objects are made on.</summary>
internal static class Drafting
{
    extension(StateStore store)
    {
        /// <summary>A transaction on the present state that nobody commits.</summary>
        public Transaction Draft() => new(store.Current, store.Limits, static () => { });
    }
}
