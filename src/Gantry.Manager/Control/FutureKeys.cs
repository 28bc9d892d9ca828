using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Manager.Control;

/// <summary>What files may say and this version cannot carry out. Pure.</summary>
internal static class FutureKeys
{
    /// <returns>One sentence for each thing without which the service would be another one: it is not deployed.</returns>
    public static IEnumerable<string> Problems(StackSpec stack)
    {
        foreach (var service in stack.Services)
        {
            if (service.Container.Secrets.Count > 0)
                yield return $"Service '{service.Name}' uses secrets ({Named(service.Container.Secrets)}), which this version of Gantry cannot hand out yet. Remove 'secrets', or give it the values another way.";
            if (service.Container.Configs.Count > 0)
                yield return $"Service '{service.Name}' uses configs ({Named(service.Container.Configs)}), which this version of Gantry cannot hand out yet. Remove 'configs', or mount the files.";
            if (service.Mode is ServiceMode.ReplicatedJob or ServiceMode.GlobalJob)
                yield return $"Service '{service.Name}' is a job, which this version of Gantry cannot run yet. Use mode 'replicated' with 'restart: on-failure'.";
            foreach (var shared in Shared(service.Container.Namespaces ?? new Namespaces()))
                yield return $"Service '{service.Name}' has '{shared}', which Gantry does not do: tasks of two services, or a container that Gantry did not make, need not be on one node. Run both processes in one container, or let them meet on a network or a volume.";
        }
    }

    /// <returns>One sentence for each thing that is done otherwise than the files say.</returns>
    public static IEnumerable<string> Warnings(StackSpec stack)
    {
        foreach (var service in stack.Services)
        {
            var keys = new[] { service.Update is null ? null : "update_config", service.Rollback is null ? null : "rollback_config" }.OfType<string>().ToList();
            if (keys.Count > 0)
                yield return $"Service '{service.Name}': deploy.{string.Join(" and deploy.", keys)} {(keys.Count == 1 ? "has" : "have")} no effect on an update yet. It replaces one slot after the other, the old task first, and stops at the first that fails.{Drained(service)}";
        }
    }

    private static string Drained(ServiceSpec service) =>
        service.Update is null ? "" : " What it says of parallelism and order counts where a node is drained.";

    private static IEnumerable<string> Shared(Namespaces namespaces) =>
        from key in new (string Name, string? Value)[] { ("network_mode", namespaces.Network), ("pid", namespaces.Pid), ("ipc", namespaces.Ipc) }
        where key.Value?.Contains(':', StringComparison.Ordinal) is true
        select $"{key.Name}: {key.Value}";

    private static string Named(IReadOnlyList<FileGrant> grants) => string.Join(", ", grants.Select(g => g.Source).Distinct());
}
