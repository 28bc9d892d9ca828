using Gantry.Model.Api;

namespace Gantry.Output.Shapes;

internal static class MoveShape
{
    public static Shape<MoveItem> Create() => new(
        ApiJson.Default.MoveItem,
        move => move.Id.ToString(),
        move => move.Task,
        [
            new("TASK", (move, _) => move.Task),
            new("FROM", (move, _) => move.From),
            new("TO", (move, _) => move.To),
            new("WHY", (move, cell) => cell.Cut(move.Why, 80)),
        ],
        new Dictionary<string, FilterKey<MoveItem>>
        {
            ["task"] = new(move => [move.Task]),
            ["node"] = new(move => [move.From, move.To]),
        });
}
