using Gantry.Model.Api;

namespace Gantry.Output.Shapes;

internal static class StackShape
{
    public static Shape<StackItem> Create() => new(
        ApiJson.Default.StackItem,
        stack => stack.Name,
        stack => stack.Name,
        [
            new("NAME", (stack, _) => stack.Name),
            new("SERVICES", (stack, _) => $"{stack.Services}"),
            new("TASKS", (stack, _) => $"{stack.InService}/{stack.Wanted}"),
            new("STATE", (stack, _) => stack.State),
            new("REVISION", (stack, _) => $"{stack.Revision}"),
            new("UPDATED", (stack, cell) => Age.Ago(cell.Now, stack.UpdatedAt)),
            new("BY", (stack, _) => stack.UpdatedBy, IsWide: true),
            new("DEPLOYMENT", (stack, cell) => cell.Id(stack.DeploymentId ?? "-"), IsWide: true),
        ],
        new Dictionary<string, FilterKey<StackItem>>
        {
            ["name"] = new(stack => [stack.Name], FilterMatch.Part),
            ["state"] = new(stack => [stack.State]),
        });
}
