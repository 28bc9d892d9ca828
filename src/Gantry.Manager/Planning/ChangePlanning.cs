using Gantry.Manager.State;
using Gantry.Model.Api;
using Gantry.Model.Ids;

namespace Gantry.Manager.Planning;

/// <summary>
/// What a change does, found by doing it: on a copy that nobody commits, with the very functions that carry it out and
/// workers that do at once what they are told.
/// </summary>
internal static class ChangePlanning
{
    /// <param name="limits">The store's: rounds must end where the real ones end.</param>
    /// <param name="change">Makes the change and names the stack to show; null when it refuses.</param>
    public static ChangePlan? Of(
        Snapshot before, BackendLimits limits, Func<Transaction, string?> change, DateTimeOffset now, IdSource ids)
    {
        var tx = new Transaction(before, limits, static () => { });
        if (change(tx) is not { } stack)
            return null;
        var removesVolumes = tx.State.FindStack(stack) is { IsRemoved: true, RemovesVolumes: true };
        return StackDiff.Of(stack, before, StillState.After(tx, limits, now, ids), removesVolumes);
    }
}
