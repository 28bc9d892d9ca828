namespace Gantry.Manager.Schedule.Filters;

/// <summary><c>max_replicas_per_node</c>.</summary>
internal static class ReplicaFilter
{
    public static bool Passes(in Candidate candidate) =>
        candidate.Query.Request.Placement.MaxReplicasPerNode is var most
        && (most <= 0 || candidate.ServiceTasks < most);

    public static string Reason(in Candidate candidate) =>
        $"max_replicas_per_node {candidate.Query.Request.Placement.MaxReplicasPerNode}: "
        + $"has {candidate.ServiceTasks} of {candidate.Query.Service}";

    public static string Change(in Candidate candidate) =>
        $"raise max_replicas_per_node to {candidate.ServiceTasks + 1}";
}
