using System.Text.RegularExpressions;
using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>Values of service keys that are one text or a list of texts.</summary>
internal static partial class ContainerValues
{
    // Twice what a registry takes; it also bounds what the expression below may cost.
    private const int LongestImage = 1_024;

    private const string EveryPrefix = "every_";

    private static readonly Dictionary<string, PullPolicy> PullPolicies = new()
    {
        ["missing"] = PullPolicy.Missing,
        ["if_not_present"] = PullPolicy.Missing,
        // As compose-go reads it: types/types.go, GetPullPolicy.
        ["refresh"] = PullPolicy.Missing,
        ["always"] = PullPolicy.Always,
        ["never"] = PullPolicy.Never,
        ["build"] = PullPolicy.Build,
    };

    private static readonly Dictionary<string, TimeSpan> PullIntervals = new()
    {
        ["daily"] = TimeSpan.FromDays(1),
        ["weekly"] = TimeSpan.FromDays(7),
    };

    private static readonly Dictionary<string, RestartPolicy> Restarts = new()
    {
        ["no"] = new RestartPolicy(RestartCondition.None),
        ["always"] = RestartPolicy.Default,
        ["unless-stopped"] = RestartPolicy.Default,
        ["on-failure"] = new RestartPolicy(RestartCondition.OnFailure),
    };

    public static List<string> Words(Value value) => [.. value.Items().Select(i => i.Text()).OfType<string>()];

    public static string? Image(Value value)
    {
        if (value.Word() is not { } image)
            return null;
        if (image.StartsWith('-') || image.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            value.Error("bad_image", $"{value.Path} {value.Shown} is not the name of an image.", "Write NAME, NAME:TAG or HOST/NAME:TAG.");
            return null;
        }

        if (image.Length > LongestImage || !ImageName().IsMatch(image))
            value.Log.Warn(value.Position, "bad_image", $"{value.Path} {value.Shown} does not look like the name of an image; pulling it will fail.", "Names are lower case; a tag follows a colon.");
        return image;
    }

    public static string? Hostname(Value value)
    {
        if (value.WordIfAny() is not { } hostname)
            return null;
        Templates.Check(hostname, value);
        return hostname;
    }

    public static string? Platform(Value value)
    {
        if (value.WordIfAny() is not { } platform)
            return null;
        if (ResourceNames.IsPlatform(platform))
            return platform;
        value.Error("bad_platform", $"{value.Path} {value.Shown} is not a platform.", "Write OS/ARCHITECTURE, for example linux/arm64.");
        return null;
    }

    public static ContainerSpec WithPullPolicy(ContainerSpec container, Value value)
    {
        if (value.IsEmptyText)
            return container;
        if (value.Node is YamlNode.Scalar { Text: var text } && PullInterval(text, value) is { } interval)
            return interval > TimeSpan.Zero ? container with { PullAfter = interval } : container;
        return value.TryChoice(PullPolicies, out var policy) ? container with { PullPolicy = policy } : container;
    }

    // Null for another policy; zero, with a problem, for no duration.
    private static TimeSpan? PullInterval(string text, Value value)
    {
        if (PullIntervals.TryGetValue(text, out var known))
            return known;
        if (!text.StartsWith(EveryPrefix, StringComparison.Ordinal))
            return null;
        if (DurationText.Parse(text[EveryPrefix.Length..]) is { } interval && interval > TimeSpan.Zero)
            return interval;
        value.Error("bad_duration", $"{value.Path} {value.Shown} names no duration after every_.", "For example every_12h or every_3d.");
        return TimeSpan.Zero;
    }

    public static RestartPolicy? Restart(Value value)
    {
        const string onFailure = "on-failure:";
        if (value.Node is YamlNode.Scalar { Kind: ScalarKind.Text } scalar && scalar.Text.StartsWith(onFailure, StringComparison.Ordinal) &&
            Numbers.TryInteger(scalar.Text[onFailure.Length..], out var attempts) && attempts is >= 0 and <= int.MaxValue)
        {
            return new RestartPolicy(RestartCondition.OnFailure, MaxAttempts: attempts == 0 ? null : (int)attempts);
        }

        if (value.Node is YamlNode.Scalar { Kind: ScalarKind.Bool, Text: "false" or "False" or "FALSE" })
        {
            value.Mismatch("text", "Write \"no\" in quotes.");
            return null;
        }

        var advice = (value.Node as YamlNode.Scalar)?.Text switch
        {
            "off" or "never" or "none" => "Write \"no\" in quotes.",
            "true" or "on" or "yes" => "Did you mean `always`?",
            _ => null,
        };
        return !value.IsEmptyText && value.TryChoice(Restarts, out var policy, advice) ? policy : null;
    }

    /// <summary><c>host:ip</c> as the engine takes it, from <c>host=ip</c> or <c>host:ip</c>.</summary>
    public static List<string> ExtraHosts(Value value)
    {
        var hosts = new List<string>();
        foreach (var item in value.Items())
        {
            if (item.Word() is not { } text)
                continue;
            var separator = text.Contains('=') ? text.IndexOf('=') : text.IndexOf(':');
            var name = separator > 0 ? text[..separator].Trim() : "";
            var addresses = separator > 0 ? text[(separator + 1)..].Split(',').Select(a => HostAddress(a.Trim())).ToList() : [null];
            if (addresses.Contains(null) || name.Any(c => c is ':' || char.IsWhiteSpace(c)))
                item.Error("bad_host", $"{item.Path} {item.Shown} is not a host and an address.", "Write HOST=IP, for example db=10.0.0.5.");
            else
                hosts.AddRange(addresses.Select(a => $"{name}:{a}"));
        }

        return hosts;
    }

    // Brackets may stand around an IPv4 address too. source: compose-go types/hostList.go
    private static string? HostAddress(string text) =>
        text is "host-gateway" ? text : IpText.Parse(text.StartsWith('[') && text.EndsWith(']') && IpText.IsV4(text[1..^1]) ? text[1..^1] : text);

    // source: distribution/reference. Not NonBacktracking: that engine is made at run time, which costs a command 30 ms.
    [GeneratedRegex(@"\A(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?/|\[[0-9a-fA-F:]+\](?::[0-9]+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,})?\z")]
    private static partial Regex ImageName();
}
