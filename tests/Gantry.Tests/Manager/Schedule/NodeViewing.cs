using Gantry.Manager.Schedule;
using Gantry.Model.Nodes;
using Gantry.Model.Services;

namespace Gantry.Tests.Manager.Schedule;

/// <summary>Nodes of tests that have tasks and no store.</summary>
internal static class NodeViewing
{
    extension(NodeView)
    {
        /// <summary>Adds up what <paramref name="tasks"/> hold. The store's indexes know the same of what is stored.</summary>
        public static NodeView For(Node node, IReadOnlyList<HeldTask> tasks)
        {
            var holdings = new Holdings(node.Id, default, []);
            foreach (var task in tasks)
            {
                var leaving = tasks.Where(other => task.WaitsFor == other.Id).ToList();
                holdings.Add(task.Id, Amount.Of(task.Reservation, task.DiskBytes), leaving);
            }

            return new NodeView(node)
            {
                Held = new Reservation(holdings.Held.CpuNanos, holdings.Held.MemoryBytes),
                HeldDiskBytes = holdings.Held.DiskBytes,
                SharedSeats = [.. holdings.SharedSeats],
                Tasks = tasks.Count,
                Services = [.. from task in tasks
                               where task.IsLive
                               group task by task.Service into service
                               orderby service.Key
                               select new ServiceOnNode(service.Key, service.Count())],
                HostPorts = [.. from task in tasks
                                from port in task.HostPorts
                                where port.Published > 0
                                select new PortInUse(port.HostIp, port.Published, port.Protocol, task.Name, task.Id)],
            };
        }
    }
}
