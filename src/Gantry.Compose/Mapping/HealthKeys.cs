using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of <c>healthcheck</c>.</summary>
internal static class HealthKeys
{
    private static readonly string[] None = ["NONE"];

    public static readonly KeyTable<Draft<HealthCheck>> Table = new(
        "services.*.healthcheck",
        new Dictionary<string, Action<Draft<HealthCheck>, Value>>
        {
            ["disable"] = static (d, v) => d.Value = v.Bool() is true ? d.Value with { Test = None } : d.Value,
            ["interval"] = static (d, v) => d.Value = d.Value with { Interval = Positive(v) },
            ["retries"] = static (d, v) => d.Value = d.Value with { Retries = v.Int() is > 0 and var retries ? retries : null },
            ["start_interval"] = static (d, v) => d.Value = d.Value with { StartInterval = Positive(v) },
            ["start_period"] = static (d, v) => d.Value = d.Value with { StartPeriod = Positive(v) },
            ["test"] = static (d, v) => d.Value = ReadTest(d.Value, v),
            ["timeout"] = static (d, v) => d.Value = d.Value with { Timeout = Positive(v) },
        });

    public static HealthCheck Read(Value value)
    {
        var draft = new Draft<HealthCheck>(new HealthCheck([]));
        Table.Read(value, draft);
        return draft.Value;
    }

    // Zero means to the engine what null means to us: inherit the image's.
    private static TimeSpan? Positive(Value value) => value.Duration() is { } duration && duration > TimeSpan.Zero ? duration : null;

    private static HealthCheck ReadTest(HealthCheck health, Value value)
    {
        // `disable: true` before or after it wins.
        if (health.Test is ["NONE"])
            return health;

        var test = value.Items().Select(i => i.Text()).OfType<string>().ToList();
        if (test is ["CMD-SHELL", _, _, ..])
            value.Log.Warn(value.Position, "health_shell", $"{value.Path}: after CMD-SHELL the shell runs the first text alone, without the words behind it.", "Write the whole command as one text, or begin with CMD.");
        if (test is [] or ["NONE"] or ["CMD" or "CMD-SHELL", _, ..])
            return health with { Test = test };
        var isPrefix = test[0] is "CMD" or "CMD-SHELL" or "NONE";
        value.Error(
            "bad_health_test",
            isPrefix ? $"{value.Path} has no command after {test[0]}." : $"{value.Path} must begin with CMD, CMD-SHELL or NONE, but it begins with {ProblemLog.Quote(test[0])}.",
            "For example [\"CMD\", \"wget\", \"-q\", \"-O\", \"-\", \"http://localhost/\"].");
        return health;
    }
}
