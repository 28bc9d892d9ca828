using Gantry.Manager.Planning;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>What the caller saw before: <c>If-Match</c> and <c>If-None-Match: *</c>.</summary>
/// <param name="Seen">The stack's tag; null when none was named.</param>
/// <param name="MustExist">There must be such a stack, whatever it is like.</param>
/// <param name="MustBeNew">There must be no such stack.</param>
internal sealed record StackCondition(string? Seen = null, bool MustExist = false, bool MustBeNew = false)
{
    public static readonly StackCondition None = new();

    /// <returns>What is different, for people; null when it is as it should be.</returns>
    public string? Refuse(string name, Stack? stack)
    {
        if (MustBeNew && stack is not null)
            return $"Stack '{name}' exists already, at revision {stack.Revision}. Look at it, then deploy over it without If-None-Match.";
        if (stack is null)
            return Seen is null && !MustExist ? null : $"Stack '{name}' does not exist, and the request expects it. Look again, then repeat.";
        return Seen is null || Seen == StackTag.Of(stack)
            ? null
            : $"Stack '{name}' was changed since it was read: {stack.UpdatedBy} did, and it is at revision {stack.Revision}. Look at the plan again, then repeat.";
    }
}
