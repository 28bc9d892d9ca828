using System.Diagnostics;

namespace Gantry.Output.Shapes;

internal static class CheckShape
{
    public static Shape<CheckItem> Create() => new(
        CliJson.Default.CheckItem,
        check => check.Name,
        check => check.Name,
        [
            new("CHECK", (check, _) => check.Name),
            new("RESULT", (check, _) => Text(check.Result).ToUpperInvariant()),
            new("DETAIL", (check, _) => check.Detail),
            new("WHAT TO DO", (check, _) => check.Fix ?? ""),
        ],
        new Dictionary<string, FilterKey<CheckItem>>
        {
            ["name"] = new(check => [check.Name], FilterMatch.Part),
            ["part"] = new(check => [check.Part == CheckPart.Machine ? "machine" : "server"]),
            ["result"] = new(check => [Text(check.Result)]),
        });

    private static string Text(CheckResult result) => result switch
    {
        CheckResult.Pass => "pass",
        CheckResult.Warn => "warn",
        CheckResult.Fail => "fail",
        _ => throw new UnreachableException(),
    };
}
