namespace Gantry.Output.Shapes;

internal static class CheckShape
{
    public static Shape<CheckItem> Create() => new(
        CliJson.Default.CheckItem,
        check => check.Name,
        check => check.Name,
        [
            new("CHECK", (check, _) => check.Name),
            new("RESULT", (check, _) => check.Problem is null ? "OK" : "PROBLEM"),
            new("DETAIL", (check, _) => check.Problem ?? check.Detail ?? ""),
            new("WHAT TO DO", (check, _) => check.Fix ?? ""),
        ],
        new Dictionary<string, FilterKey<CheckItem>>
        {
            ["name"] = new(check => [check.Name], FilterMatch.Part),
            ["result"] = new(check => [check.Problem is null ? "ok" : "problem"]),
        });
}
