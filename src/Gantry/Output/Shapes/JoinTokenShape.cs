using Gantry.Model.Api;
using Gantry.Model.Nodes;

namespace Gantry.Output.Shapes;

internal static class JoinTokenShape
{
    public static Shape<JoinTokenItem> Create() => new(
        ApiJson.Default.JoinTokenItem,
        token => token.Id.ToString(),
        token => token.Id.ToString(),
        [
            new("ID", (token, cell) => cell.Id(token.Id.ToString())),
            new("ROLE", (token, _) => token.Role == NodeRole.Worker ? "worker" : "manager"),
            new("USES LEFT", (token, _) => $"{token.UsesLeft}"),
            new("EXPIRES", (token, cell) => token.ExpiresAt > cell.Now ? $"in {Age.Short(token.ExpiresAt - cell.Now)}" : Age.Ago(cell.Now, token.ExpiresAt)),
            new("CREATED", (token, cell) => Age.Ago(cell.Now, token.CreatedAt)),
            new("BY", (token, _) => token.CreatedBy),
        ],
        new Dictionary<string, FilterKey<JoinTokenItem>> { ["id"] = new(token => [token.Id.ToString()], FilterMatch.Beginning) });
}
