namespace Gantry.Manager.State;

/// <summary>Lists that say the same keep being the same object, so that what holds them can be compared by reference.</summary>
internal static class SameList
{
    extension<T>(IReadOnlyList<T> now)
    {
        /// <returns>The one before where both say the same.</returns>
        public IReadOnlyList<T> Unless(IReadOnlyList<T>? before) => before is not null && now.SequenceEqual(before) ? before : now;
    }
}
