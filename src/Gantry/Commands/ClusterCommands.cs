using System.CommandLine;
using System.Globalization;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Output;

namespace Gantry.Commands;

/// <summary><c>gantry cluster …</c></summary>
internal static class ClusterCommands
{
    public static Command Create(CommandParts parts) =>
        new Command("cluster", "What holds for the whole cluster.").With(CreateInspect(parts), CreateUpdate(parts));

    private static Command CreateInspect(CommandParts parts) =>
        new Command("inspect", "Show the settings, and how much of the address pool is given out.").With(parts.Common.Output, parts.Common.Format)
            .Does(parts, async (session, ct) =>
            {
                var form = session.DocumentForm();
                var cluster = await session.Api.GetAsync(ApiPath.Of("cluster"), ApiJson.Default.ClusterItem, ct);
                session.PrintDocument(form, cluster, cluster.Id, static () => ApiJson.Default.ClusterItem, c => Print(session.Printer, c));
                return ExitCode.Ok;
            });

    private static Command CreateUpdate(CommandParts parts)
    {
        var strategy = new Option<string?>("--strategy")
        {
            Description = "spread, binpack, roundrobin or epvm: for services that name none of their own.",
            HelpName = "WHICH",
            CompletionSources = { "spread", "binpack", "roundrobin", "epvm" },
        };
        var addressPool = new Option<string?>("--address-pool")
        {
            Description = "IPv4 network from which every node gets a /18. Networks keep the ranges that they have.",
            HelpName = "CIDR",
        };
        var heartbeat = Time("--heartbeat", "Between two signs of life of a worker, 100ms to 1m. Default 1s.");
        var suspectAfter = Time("--suspect-after", "A node that is silent for so long gets no new traffic. Default 3s; two heartbeats at least.");
        var downAfter = Time("--down-after", "The tasks of a node that is silent for so long are replaced elsewhere. Default 8s.");
        var restartGrace = Time("--restart-grace", "Patience with all nodes after a start of the manager. Default 15s.");
        var rebalance = new Option<string?>("--rebalance")
        {
            Description = "manual: running tasks move to better nodes with 'gantry rebalance'; auto: a few at a time while all is calm.",
            HelpName = "WHO",
            CompletionSources = { "auto", "manual" },
        };
        var life = Time("--node-certificate-life", "How long a node's certificate is good, 1h to 825d, of those made from now on. Default 90d; renewed after two thirds.");
        return new Command("update", "Change what holds from now on. Tasks stay where they are.")
            .With(strategy, addressPool, heartbeat, suspectAfter, downAfter, restartGrace, rebalance, life, parts.Common.DryRun)
            .Does(parts, async (session, ct) =>
            {
                var request = new ClusterUpdateRequest(
                    StrategyOf(session.Get(strategy)),
                    session.Get(addressPool),
                    SpanOf(session, heartbeat),
                    SpanOf(session, suspectAfter),
                    SpanOf(session, downAfter),
                    SpanOf(session, restartGrace),
                    RebalanceOf(session.Get(rebalance)),
                    SpanOf(session, life));
                if (request == new ClusterUpdateRequest())
                    throw CliException.Usage("Nothing to update was given.", "gantry cluster update --help shows what there is.");
                Print(session.Printer, await session.Api.CallAsync(
                    ApiCall.Post(session.ChangePath("cluster", "update"), request, ApiJson.Default.ClusterUpdateRequest), ApiJson.Default.ClusterItem, ct));
                return ExitCode.Ok;
            });
    }

    private static SchedulingStrategy? StrategyOf(string? text)
    {
        if (text is null)
            return null;
        return StrategyNames.All.TryGetValue(text, out var strategy)
            ? strategy
            : throw CliException.Usage($"--strategy {text}: there are spread, binpack, roundrobin and epvm.");
    }

    private static Option<string?> Time(string name, string description) => new(name) { Description = description, HelpName = "DURATION" };

    private static TimeSpan? SpanOf(Session session, Option<string?> option) =>
        session.Get(option) is { } text ? Duration.Parse(option.Name, text) : null;

    private static RebalanceMode? RebalanceOf(string? text) => text switch
    {
        null => null,
        "manual" => RebalanceMode.Manual,
        "auto" => RebalanceMode.Auto,
        _ => throw CliException.Usage($"--rebalance {text}: there are manual and auto."),
    };

    private static void Print(Printer printer, ClusterItem cluster)
    {
        printer.Line($"cluster {cluster.Id}");
        printer.Line($"strategy {cluster.Strategy.ToString().ToLowerInvariant()}");
        printer.Line($"address pool {cluster.AddressPool}, room for {cluster.MostNodes} nodes");
        printer.Line($"nodes: {cluster.Liveness}");
        printer.Line($"rebalance {cluster.Rebalance.ToString().ToLowerInvariant()}");
        if (cluster.NodeCertificateLife > TimeSpan.Zero)
            printer.Line(string.Create(CultureInfo.InvariantCulture, $"certificates of nodes: {cluster.NodeCertificateLife.TotalDays:0.##} days"));
        printer.Line();
        var table = new TextTable(["NODE", "RANGE", "NETWORKS", "MOST", "BLOCKED"]);
        foreach (var node in cluster.Nodes)
            table.Add([node.Node, node.Range ?? "none left", $"{node.Used}", $"{node.Total}", $"{node.Blocked}"]);
        foreach (var line in table.Lines())
            printer.Line(line);
    }
}
