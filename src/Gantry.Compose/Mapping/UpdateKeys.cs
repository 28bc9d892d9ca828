using System.Globalization;
using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>update_config</c> and <c>rollback_config</c>.</summary>
internal static class UpdateKeys
{
    private static readonly Dictionary<string, FailureAction> Actions = new()
    {
        ["continue"] = FailureAction.Continue,
        ["pause"] = FailureAction.Pause,
        ["rollback"] = FailureAction.Rollback,
    };

    private static readonly Dictionary<string, UpdateOrder> Orders = new()
    {
        ["start-first"] = UpdateOrder.StartFirst,
        ["stop-first"] = UpdateOrder.StopFirst,
    };

    public static readonly KeyTable<Draft<UpdatePolicy>> Update = TableOf("services.*.deploy.update_config", isRollback: false);

    public static readonly KeyTable<Draft<UpdatePolicy>> Rollback = TableOf("services.*.deploy.rollback_config", isRollback: true);

    public static UpdatePolicy Read(Value value, KeyTable<Draft<UpdatePolicy>> table)
    {
        var draft = new Draft<UpdatePolicy>(new UpdatePolicy());
        table.Read(value, draft);
        return draft.Value;
    }

    private static KeyTable<Draft<UpdatePolicy>> TableOf(string place, bool isRollback) => new(
        place,
        new Dictionary<string, Action<Draft<UpdatePolicy>, Value>>
        {
            ["delay"] = static (d, v) => d.Value = d.Value with { Delay = v.Duration() ?? default },
            ["failure_action"] = (d, v) => d.Value = d.Value with { FailureAction = ActionOf(v, isRollback) },
            ["max_failure_ratio"] = static (d, v) => d.Value = d.Value with { MaxFailureRatio = Ratio(v) },
            ["monitor"] = static (d, v) => d.Value = d.Value with { Monitor = v.Duration() },
            ["order"] = static (d, v) => d.Value = v.TryChoice(Orders, out var order) ? d.Value with { Order = order } : d.Value,
            ["parallelism"] = static (d, v) => d.Value = d.Value with { Parallelism = v.Int() ?? 1 },
        });

    // source: swarmkit manager/orchestrator/update/updater.go
    private static FailureAction ActionOf(Value value, bool isRollback)
    {
        if (!value.TryChoice(Actions, out var action))
            return FailureAction.Pause;
        if (isRollback && action is FailureAction.Rollback)
            value.Log.Warn(value.Position, "no_effect", $"{value.Path}: a rollback that fails is not rolled back in turn; it pauses.", "Write pause.");
        return action;
    }

    private static double Ratio(Value value)
    {
        if (value.Node is YamlNode.Scalar scalar && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1)
            return ratio;
        value.Error("bad_number", $"{value.Path} must be a number from 0 to 1, but it is {value.Shown}.", "For example 0.1.");
        return 0;
    }
}
