namespace Gantry.Output;

/// <param name="Detail">What was found.</param>
/// <param name="Fix">What to do about it; null where it is well, or where the detail says it.</param>
internal sealed record CheckItem(string Name, CheckPart Part, CheckResult Result, string Detail, string? Fix = null)
{
    public static CheckItem Pass(string name, string detail) => new(name, CheckPart.Machine, CheckResult.Pass, detail);

    public static CheckItem Warn(string name, string detail, string fix) => new(name, CheckPart.Machine, CheckResult.Warn, detail, fix);

    public static CheckItem Fail(string name, string detail, string fix) => new(name, CheckPart.Machine, CheckResult.Fail, detail, fix);
}
