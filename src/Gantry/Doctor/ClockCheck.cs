using Gantry.Output;

namespace Gantry.Doctor;

/// <summary>Whether the clock is right, by the manager's where there is one, else by who keeps it. Pure.</summary>
internal static class ClockCheck
{
    // Times in lists that are off by more mislead people; certificates and tokens tolerate minutes.
    private static readonly TimeSpan Misleading = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(5);

    private const string Synchronise = "Let both machines take their time from one source: apt-get install chrony (dnf install chrony, apk add chrony).";

    /// <param name="difference">The other clock minus ours.</param>
    /// <param name="other">Whose: <c>manager</c>, <c>server</c>.</param>
    public static CheckItem Of(TimeSpan difference, string other)
    {
        var found = $"{Age.Short(difference.Duration())} {(difference < TimeSpan.Zero ? "ahead of" : "behind")} the {other}'s";
        if (difference.Duration() > Refused)
            return CheckItem.Fail("clock", $"It is {found}: certificates and tokens are refused.", Synchronise);
        return difference.Duration() > Misleading
            ? CheckItem.Warn("clock", $"It is {found}.", Synchronise)
            : CheckItem.Pass("clock", $"as the {other}'s");
    }

    /// <param name="service">What sets the clock; null: nothing that is known.</param>
    public static CheckItem Of(string? service) => service is null
        ? CheckItem.Warn("clock", "No time service runs here: in weeks the clock may be off by minutes.", "apt-get install chrony (dnf install chrony, apk add chrony). In a container or virtual machine whose host keeps the time this may stay.")
        : CheckItem.Pass("clock", $"kept by {service}");
}
