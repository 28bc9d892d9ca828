namespace Gantry.Output;

/// <summary>Durations as docker says them: one unit, rounded down.</summary>
internal static class Age
{
    public static string Ago(DateTimeOffset now, DateTimeOffset at) => $"{Text(now - at)} ago".ToLowerInvariant();

    /// <summary>A clock behind the other machine's shows as no time at all.</summary>
    public static string Text(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "Less than a second",
        { TotalSeconds: < 2 } => "1 second",
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} seconds",
        { TotalMinutes: < 2 } => "About a minute",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} minutes",
        { TotalHours: < 2 } => "About an hour",
        { TotalHours: < 48 } => $"{(int)span.TotalHours} hours",
        { TotalDays: < 14 } => $"{(int)span.TotalDays} days",
        { TotalDays: < 60 } => $"{(int)(span.TotalDays / 7)} weeks",
        { TotalDays: < 730 } => $"{(int)(span.TotalDays / 30)} months",
        _ => $"{(int)(span.TotalDays / 365)} years",
    };

    /// <summary>For progress: <c>4.2s</c>, <c>75s</c>, <c>12m</c>.</summary>
    public static string Short(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => $"{Math.Max(0, span.TotalSeconds):0.0}s",
        { TotalSeconds: < 120 } => $"{(int)span.TotalSeconds}s",
        _ => $"{(int)span.TotalMinutes}m",
    };
}
