using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>What the caller saw before: <c>If-Match</c> and <c>If-None-Match: *</c>.</summary>
/// <param name="Revision">The stack's; null when none was named.</param>
/// <param name="MustBeNew">There must be no such stack.</param>
internal sealed record StackCondition(int? Revision, bool MustBeNew)
{
    public static readonly StackCondition None = new(null, false);

    /// <returns>What is different, for people; null when it is as it should be.</returns>
    public string? Refuse(string name, Stack? stack)
    {
        if (MustBeNew && stack is not null)
            return $"Stack '{name}' exists already, at revision {stack.Revision}. Look at it, then deploy over it without If-None-Match.";
        if (Revision is not { } wanted || stack?.Revision == wanted)
            return null;
        return stack is null
            ? $"Stack '{name}' does not exist any more, the request expects revision {wanted}. Look again, then repeat."
            : $"Stack '{name}' is at revision {stack.Revision}, the request expects {wanted}. Look at the plan again, then repeat.";
    }
}
