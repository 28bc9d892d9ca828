using System.Globalization;

namespace Gantry.Benchmarks;

/// <summary>One measured number beside what it has to be.</summary>
/// <param name="Unit">As printed after the number: ms, MB, /s, × (a ratio to the floor measured in the same run).</param>
internal sealed record Figure(string Name, double Measured, Bound Bound, double Target, string Unit)
{
    public bool IsMet => Bound is Bound.AtMost ? Measured <= Target : Measured >= Target;

    public string Verdict => IsMet ? "PASS" : "FAIL";

    /// <summary>Measured with its unit, e.g. <c>36.2 ms</c> or <c>212,000 /s</c>.</summary>
    public string MeasuredText => Text(Measured);

    public string TargetText => $"{(Bound is Bound.AtMost ? "≤" : "≥")} {Text(Target)}";

    public override string ToString() => $"{Name}: {MeasuredText}, wanted {TargetText}";

    // Three digits tell a ratio of 1.04 from 1.05; more would be noise.
    private string Text(double value) =>
        $"{value.ToString(Math.Abs(value) switch { < 10 => "0.00", < 100 => "0.0", _ => "#,0" }, CultureInfo.InvariantCulture)} {Unit}";
}
