namespace Gantry.Manager.Schedule.Filters;

/// <summary>GPUs and generic resources that a task reserves must be free.</summary>
internal static class CountedFilter
{
    public static bool Passes(in Candidate candidate)
    {
        foreach (var need in candidate.Query.Request.Counted)
        {
            if (IsMissing(candidate, need))
                return false;
        }

        return true;
    }

    public static int RefusingFilters(in Candidate candidate)
    {
        var refusing = 0;
        foreach (var need in candidate.Query.Request.Counted)
            refusing |= IsMissing(candidate, need) ? 1 << (int)FilterOf(need) : 0;
        return refusing;
    }

    /// <summary>One a kind of which too few are free.</summary>
    public static IEnumerable<(NodeFilter Filter, string Reason, string Change)> Refusals(Candidate candidate)
    {
        var facts = candidate.Load.Node.Facts;
        foreach (var need in candidate.Query.Request.Counted.Where(need => IsMissing(candidate, need)))
        {
            var (needed, free, all) = (need.AmountOn(facts), Math.Max(0, FreeOf(candidate, need) ?? 0), need.CapacityOf(facts) ?? 0);
            yield return (
                FilterOf(need),
                $"{need.Name}: needs {needed}, {free} of {all} free",
                free > 0 ? $"reserve at most {need.Words(free)}" : all >= needed ? $"free {need.Words(needed)}" : need.ToAdd(needed));
        }
    }

    private static NodeFilter FilterOf(CountedNeed need) => need.IsGpu ? NodeFilter.Gpu : NodeFilter.Generic;

    private static bool IsMissing(in Candidate candidate, CountedNeed need) =>
        FreeOf(candidate, need) is { } free && need.AmountOn(candidate.Load.Node.Facts) > free;

    private static long? FreeOf(in Candidate candidate, CountedNeed need) => candidate.Load.Counted.FreeOf(need, candidate.Slot?.Replaces ?? []);
}
