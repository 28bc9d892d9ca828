namespace Gantry.Doctor;

/// <summary>What came of calling a manager.</summary>
/// <param name="Address">As <c>https://HOST:4000</c>.</param>
/// <param name="Problem">Why it does not answer; null: it does.</param>
/// <param name="IsTrusted">False: its certificate is not signed by the CA that this worker was given. Null: it was given none.</param>
/// <param name="Authority">SHA-256 of the CA that it shows, where this machine knows none; the same is in join tokens.</param>
/// <param name="ClockDifference">Its clock minus ours; null: it did not tell.</param>
internal sealed record ManagerFacts(string Address, string? Problem, bool? IsTrusted, string? Authority = null, TimeSpan? ClockDifference = null);
