namespace Gantry.Model.Services;

/// <summary>What people write for a strategy, in files and on the command line.</summary>
public static class StrategyNames
{
    public static IReadOnlyDictionary<string, SchedulingStrategy> All { get; } = new Dictionary<string, SchedulingStrategy>
    {
        ["spread"] = SchedulingStrategy.Spread,
        ["binpack"] = SchedulingStrategy.Binpack,
        ["roundrobin"] = SchedulingStrategy.RoundRobin,
        ["epvm"] = SchedulingStrategy.Epvm,
    };
}
