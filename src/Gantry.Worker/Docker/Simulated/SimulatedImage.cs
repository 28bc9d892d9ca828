using System.Globalization;
using System.Text.RegularExpressions;

namespace Gantry.Worker.Docker.Simulated;

/// <summary>How containers of an image behave. Spans count from the start of the container.</summary>
internal sealed partial record SimulatedImage
{
    /// <summary>Two images that one tag meant at two times differ in it, and so in their ids and digests.</summary>
    public string Content { get; init; } = "";

    /// <summary>Null runs until somebody stops it.</summary>
    public TimeSpan? RunsFor { get; init; }

    /// <summary>Of a process that ends by itself.</summary>
    public int ExitCode { get; init; }

    /// <summary>It ends because its memory ran out.</summary>
    public bool RunsOutOfMemory { get; init; }

    /// <summary>Null with a health check in the create body: after its first interval.</summary>
    public TimeSpan? HealthyAfter { get; init; }

    /// <summary>Null never.</summary>
    public TimeSpan? UnhealthyAfter { get; init; }

    /// <summary>What a start fails with.</summary>
    public string? StartError { get; init; }

    /// <summary>From the stop signal to the end; longer than the grace, it is killed.</summary>
    public TimeSpan StopsAfter { get; init; }

    /// <summary>Of a process that obeys its stop signal.</summary>
    public int StopExitCode { get; init; }

    public TimeSpan PullDuration { get; init; }

    /// <summary>What the registry answers to a pull.</summary>
    public string? PullError { get; init; }

    /// <summary>Lines that it writes when it starts.</summary>
    public IReadOnlyList<string> Output { get; init; } = [];

    /// <summary>What a command inside writes and returns.</summary>
    public Func<IReadOnlyList<string>, SimulatedOutcome> Exec { get; init; } = _ => new SimulatedOutcome(ExitCode: 0, Output: "");

    /// <summary>Health is known: the image brings its own check.</summary>
    public bool HasHealthcheck => HealthyAfter is not null || UnhealthyAfter is not null;

    /// <summary>
    /// Reads the behaviour from a reference whose repository ends in <c>sim</c>, such as
    /// <c>sim:exit-3-after-5s</c> or <c>sim:pull-10s.healthy-after-2s.v2</c>.
    /// </summary>
    /// <returns>Null for every other image.</returns>
    /// <exception cref="FormatException">A word of the tag is unknown.</exception>
    public static SimulatedImage? FromReference(string reference)
    {
        var parts = reference.Split('/')[^1].Split(':');
        return parts is ["sim", var tag] ? tag.Split('.').Aggregate(new SimulatedImage(), With) : null;
    }

    private static SimulatedImage With(SimulatedImage image, string word)
    {
        var match = Word().Match(word);
        var number = match.Groups["number"] is { Success: true } n ? int.Parse(n.Value, CultureInfo.InvariantCulture) : 0;
        var span = match.Groups["span"] is { Success: true } s ? Span(s.Value, match.Groups["unit"].Value) : TimeSpan.Zero;
        return match.Groups["verb"].Value switch
        {
            "runs" or "v" => image,
            "exit" => image with { ExitCode = number, RunsFor = span },
            "oom" => image with { RunsFor = span, ExitCode = 137, RunsOutOfMemory = true },
            "healthy" => image with { HealthyAfter = span },
            "unhealthy" => image with { UnhealthyAfter = span },
            "stops" => image with { StopsAfter = span },
            "pull" => image with { PullDuration = span },
            "fails-to-start" => image with { StartError = "OCI runtime create failed: the image is made to fail" },
            "fails-to-pull" => image with { PullError = "manifest unknown: manifest unknown" },
            _ => throw new FormatException(
                $"'{word}' is no behaviour of a simulated image. Write runs, v1, exit-3, exit-3-after-5s, oom-after-5s, "
                + "healthy-after-2s, unhealthy-after-1m, stops-after-500ms, pull-10s, fails-to-start or fails-to-pull."),
        };
    }

    private static TimeSpan Span(string amount, string unit)
    {
        var value = int.Parse(amount, CultureInfo.InvariantCulture);
        return unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(value),
            "s" => TimeSpan.FromSeconds(value),
            _ => TimeSpan.FromMinutes(value),
        };
    }

    [GeneratedRegex("^((?<verb>runs|fails-to-start|fails-to-pull)|(?<verb>v)[0-9]+|(?<verb>exit)-(?<number>[0-9]{1,3})"
        + "(-after-(?<span>[0-9]{1,6})(?<unit>ms|s|m))?|(?<verb>oom|healthy|unhealthy|stops)-after-(?<span>[0-9]{1,6})(?<unit>ms|s|m)"
        + "|(?<verb>pull)-(?<span>[0-9]{1,6})(?<unit>ms|s|m))$")]
    private static partial Regex Word();
}
