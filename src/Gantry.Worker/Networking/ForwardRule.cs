using System.Text.RegularExpressions;

namespace Gantry.Worker.Networking;

/// <summary>
/// The one rule of ours outside our own table. The engine sets the policy of the iptables chain FORWARD to DROP and
/// accepts only ports that it published itself, and a verdict of another table cannot undo a drop. So connections that
/// carry our mark are accepted in DOCKER-USER, the chain that the engine keeps for others and does not flush.
/// </summary>
/// <param name="comment">Tells our rule from everybody else's.</param>
internal sealed partial class ForwardRule(string comment)
{
    private const string Tool = "iptables";
    private const string EngineChain = "DOCKER-USER";
    private const string ForwardChain = "FORWARD";

    private readonly string[] _rule =
    [
        "-m", "connmark", "--mark", $"0x{PortRouteScript.Mark:x}/0x{PortRouteScript.Mark:x}",
        "-m", "comment", "--comment", comment, "-j", "ACCEPT",
    ];

    /// <summary>Safe to repeat.</summary>
    /// <returns>Whether the rule had to be put in.</returns>
    public async Task<bool> EnsureAsync(CancellationToken ct)
    {
        // Without the iptables command nobody has set FORWARD to DROP with it.
        if (await TryListAsync(EngineChain, ct) is var (chain, rules))
            return await EnsureInAsync(chain, rules, ct);
        return await TryListAsync(ForwardChain, ct) is var (forward, forwardRules)
            && await EnsureInAsync(forward, forwardRules, ct);
    }

    public async Task RemoveAsync(CancellationToken ct)
    {
        foreach (var name in (string[])[EngineChain, ForwardChain])
        {
            if (await TryListAsync(name, ct) is var (chain, rules))
                await RemoveFromAsync(rules, ct);
        }
    }

    /// <summary>Where the rule belongs, counted from 1: behind the rules with which an administrator keeps somebody
    /// out, before the engine's RETURN at the end. Pure.</summary>
    public static int Place(IReadOnlyList<string> rules)
    {
        var position = 1;
        foreach (var rule in rules)
        {
            if (rule.EndsWith("-j RETURN", StringComparison.Ordinal) && rule.Split(' ').Length == 4)
                return position;
            position++;
        }

        return position;
    }

    private async Task<bool> EnsureInAsync(string chain, IReadOnlyList<string> rules, CancellationToken ct)
    {
        var others = rules.Where(rule => !IsOurs(rule)).ToList();
        var place = chain == EngineChain ? Place(others) : 1;

        // Any place before the RETURN works; moving the rule because somebody put one beside it would never end.
        if (Positions(rules) is [var only] && only <= place)
            return false;

        await RemoveFromAsync(rules, ct);
        await RunAsync(["-I", chain, $"{place}", .. _rule], ct);
        return true;
    }

    // By what it says, so that one with our comment that somebody has edited goes too. Never by its number: others put theirs
    // in and out of the same chain meanwhile, and a number would then take away a rule of theirs.
    private async Task RemoveFromAsync(IReadOnlyList<string> rules, CancellationToken ct)
    {
        foreach (var rule in rules.Where(IsOurs))
            await RunAsync(["-D", .. WordsOf(rule).Skip(1)], ct);
    }

    /// <summary>A listed rule as arguments; what it says in quotes is one word. Pure.</summary>
    public static IReadOnlyList<string> WordsOf(string rule) =>
        [.. Word().Matches(rule).Select(word => word.Value.Trim('"'))];

    private List<int> Positions(IReadOnlyList<string> rules) =>
        [.. Enumerable.Range(1, rules.Count).Where(position => IsOurs(rules[position - 1]))];

    private bool IsOurs(string rule)
    {
        var words = WordsOf(rule).ToList();
        var at = words.IndexOf("--comment");
        return at >= 0 && at + 1 < words.Count && words[at + 1] == comment;
    }

    [GeneratedRegex("\"[^\"]*\"|[^ ]+")]
    private static partial Regex Word();

    private static async Task<(string Chain, IReadOnlyList<string> Rules)?> TryListAsync(
        string chain, CancellationToken ct)
    {
        var run = await ToolRun.TryRunAsync(Tool, ["-w", "5", "-S", chain], "", ct);
        if (run is not { IsOk: true })
            return null;
        var rules = run.Output.Split('\n').Where(line => line.StartsWith("-A ", StringComparison.Ordinal));
        return (chain, [.. rules.Select(rule => rule.TrimEnd())]);
    }

    private static async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var run = await ToolRun.TryRunAsync(Tool, ["-w", "5", .. arguments], "", ct);
        if (run is not { IsOk: true })
        {
            throw new NetworkingException(
                $"'{Tool} {string.Join(' ', arguments)}' failed: {run?.Errors.Trim() ?? "it is not installed"}. "
                + "Published ports reach no container until it works.");
        }
    }
}
