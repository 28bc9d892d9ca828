using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>The keys of <c>logging</c>.</summary>
internal static class LoggingKeys
{
    private const string DefaultDriver = "json-file";

    /// <summary>Without <c>logging</c> in the file: the engine's own default grows without end (architecture 4.1, Bounds).</summary>
    public static readonly Logging Default = new(
        DefaultDriver,
        new SortedDictionary<string, string>(StringComparer.Ordinal) { ["max-file"] = "3", ["max-size"] = "10m" });

    public static readonly KeyTable<Draft<Logging>> Table = new(
        "services.*.logging",
        new Dictionary<string, Action<Draft<Logging>, Value>>
        {
            ["driver"] = static (d, v) => d.Value = d.Value with { Driver = v.Word() ?? d.Value.Driver },
            ["options"] = static (d, v) => d.Value = d.Value with { Options = v.Texts() },
        });

    public static Logging Read(Value value)
    {
        var draft = new Draft<Logging>(new Logging(DefaultDriver, new Dictionary<string, string>()));
        Table.Read(value, draft);
        return draft.Value;
    }
}
