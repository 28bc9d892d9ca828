using Gantry.Manager.State;
using Gantry.Model.Json;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>Whether a deploy would change nothing at all: the same files, and nothing happened to them since. Pure.</summary>
internal static class DeployedAlready
{
    public static bool IsSame(Snapshot state, Stack stack, PreparedDeploy request)
    {
        if (stack.IsRemoved || stack.IsStopped || state.FindStackRevision(stack.Name, stack.Revision) is not { } deployed)
            return false;

        // Compose hands all three over sorted by name, whatever the order in the files.
        var spec = request.Stack;
        return deployed.Services.Select(CanonicalJson.HashOf).SequenceEqual(spec.Services.Select(CanonicalJson.HashOf))
            && CompactJson.AreEqual(deployed.Networks, spec.Networks)
            && CompactJson.AreEqual(deployed.Volumes, spec.Volumes)
            && AreAsDeployed(state, stack, spec.Services, request.Prune);
    }

    private static bool AreAsDeployed(Snapshot state, Stack stack, IReadOnlyList<ServiceSpec> specs, bool prune)
    {
        // A revision that was not looked at yet has no services to compare: they will be what it says.
        if (stack.AppliedRevision != stack.Revision)
            return true;

        var present = state.ServicesOf(stack.Name).Where(s => !s.IsRemoved).ToDictionary(s => s.Name);
        if (prune && present.Count > specs.Count)
            return false;
        return specs.All(s => present.TryGetValue(s.Name, out var service)
            && service is { Overrides.IsEmpty: true, IsHalted: false, IsStopped: false });
    }
}
