namespace Gantry.Manager.Schedule;

/// <summary>What a node has of one service.</summary>
/// <param name="Service">The service's full name.</param>
/// <param name="Tasks">Live tasks: meant to run, not ended.</param>
/// <param name="RecentFailures">Of the revision being placed, in the last 5 minutes.</param>
internal sealed record ServiceOnNode(string Service, int Tasks, int RecentFailures = 0);
