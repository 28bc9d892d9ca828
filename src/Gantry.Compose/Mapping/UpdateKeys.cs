using System.Globalization;
using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>update_config</c> and <c>rollback_config</c>.</summary>
internal static class UpdateKeys
{
    private static readonly Dictionary<string, FailureAction> ActionsOfUpdate = new()
    {
        ["continue"] = FailureAction.Continue,
        ["pause"] = FailureAction.Pause,
        ["rollback"] = FailureAction.Rollback,
    };

    // There is nothing further back to go to.
    private static readonly Dictionary<string, FailureAction> ActionsOfRollback = new()
    {
        ["continue"] = FailureAction.Continue,
        ["pause"] = FailureAction.Pause,
    };

    private static readonly Dictionary<string, UpdateOrder> Orders = new()
    {
        ["start-first"] = UpdateOrder.StartFirst,
        ["stop-first"] = UpdateOrder.StopFirst,
    };

    public static readonly KeyTable<Draft<UpdatePolicy>> Update = TableOf("services.*.deploy.update_config", ActionsOfUpdate);

    public static readonly KeyTable<Draft<UpdatePolicy>> Rollback = TableOf("services.*.deploy.rollback_config", ActionsOfRollback);

    public static UpdatePolicy Read(Value value, KeyTable<Draft<UpdatePolicy>> table)
    {
        var draft = new Draft<UpdatePolicy>(new UpdatePolicy());
        table.Read(value, draft);
        return draft.Value;
    }

    private static KeyTable<Draft<UpdatePolicy>> TableOf(string place, Dictionary<string, FailureAction> actions) => new(
        place,
        new Dictionary<string, Action<Draft<UpdatePolicy>, Value>>
        {
            ["delay"] = static (d, v) => d.Value = d.Value with { Delay = v.Duration() ?? default },
            ["failure_action"] = (d, v) => d.Value = v.TryChoice(actions, out var action) ? d.Value with { FailureAction = action } : d.Value,
            ["max_failure_ratio"] = static (d, v) => d.Value = d.Value with { MaxFailureRatio = Ratio(v) },
            ["monitor"] = static (d, v) => d.Value = d.Value with { Monitor = v.Duration() },
            ["order"] = static (d, v) => d.Value = v.TryChoice(Orders, out var order) ? d.Value with { Order = order } : d.Value,
            ["parallelism"] = static (d, v) => d.Value = d.Value with { Parallelism = v.Int() ?? 1 },
        });

    private static double Ratio(Value value)
    {
        if (value.Node is YamlNode.Scalar scalar && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1)
            return ratio;
        value.Error("bad_number", $"{value.Path} must be a number from 0 to 1, but it is {value.Shown}.", "For example 0.1.");
        return 0;
    }
}
