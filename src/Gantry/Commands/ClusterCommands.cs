using System.CommandLine;
using Gantry.Client;
using Gantry.Model.Api;
using Gantry.Model.Services;
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
        return new Command("update", "Change what holds from now on. Tasks stay where they are.")
            .With(strategy, addressPool, parts.Common.DryRun)
            .Does(parts, async (session, ct) =>
            {
                var request = new ClusterUpdateRequest(StrategyOf(session.Get(strategy)), session.Get(addressPool));
                if (request == new ClusterUpdateRequest())
                    throw CliException.Usage("Nothing to update was given.", "There are --strategy and --address-pool.");
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

    private static void Print(Printer printer, ClusterItem cluster)
    {
        printer.Line($"cluster {cluster.Id}");
        printer.Line($"strategy {cluster.Strategy.ToString().ToLowerInvariant()}");
        printer.Line($"address pool {cluster.AddressPool}, room for {cluster.MostNodes} nodes");
        printer.Line();
        var table = new TextTable(["NODE", "RANGE", "NETWORKS", "MOST", "BLOCKED"]);
        foreach (var node in cluster.Nodes)
            table.Add([node.Node, node.Range ?? "none left", $"{node.Used}", $"{node.Total}", $"{node.Blocked}"]);
        foreach (var line in table.Lines())
            printer.Line(line);
    }
}
