using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary><c>x-gantry.node_loss</c> of a service: what becomes of its tasks when their node is lost, or is cut off.</summary>
internal static class NodeLossKeys
{
    private const string Never = "never";

    public static readonly KeyTable<Draft<NodeLossPolicy>> Table = new(
        "services.*.x-gantry.node_loss",
        new Dictionary<string, Action<Draft<NodeLossPolicy>, Value>>
        {
            ["replace_after"] = static (d, v) => d.Value = v.Text() == Never
                ? d.Value with { Keeps = true }
                : d.Value with { ReplaceAfter = v.Duration() ?? default },
            ["stop_after"] = static (d, v) => d.Value = v.Text() == Never ? d.Value with { StopAfter = null } : d.Value with { StopAfter = v.Duration() },
        });

    public static NodeLossPolicy Read(Value value)
    {
        var draft = new Draft<NodeLossPolicy>(NodeLossPolicy.Default);
        Table.Read(value, draft);
        return draft.Value;
    }
}
