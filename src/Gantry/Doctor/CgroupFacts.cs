namespace Gantry.Doctor;

/// <param name="Version">1 or 2; null: none are mounted.</param>
/// <param name="Controllers">Those that can be used.</param>
internal sealed record CgroupFacts(int? Version, IReadOnlyList<string> Controllers);
