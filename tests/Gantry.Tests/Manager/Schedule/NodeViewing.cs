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
        public static NodeView For(Node node, IReadOnlyList<HeldTask> tasks) => new(node)
        {
            Held = new Reservation(tasks.Sum(task => task.Reservation.CpuNanos), tasks.Sum(task => task.Reservation.MemoryBytes)),
            HeldDiskBytes = tasks.Sum(task => task.DiskBytes),
            Tasks = tasks.Count,
            Counted = [.. tasks.SelectMany(task => task.Counted)],
            HostPorts = [.. from task in tasks
                            from port in task.HostPorts
                            where port.Published > 0
                            select new PortInUse(port.HostIp, port.Published, port.Protocol, task.Name, task.Id)],
        };
    }

    extension(PlacementRequest request)
    {
        /// <summary>So many tasks of the service, and so many failures, are on these nodes already.</summary>
        public PlacementRequest Having(params (NodeView On, int Tasks, int Failures)[] present) => request with
        {
            Present = [.. present.Select(of => new ServiceOnNode(of.On.Node.Id, of.Tasks, of.Failures))],
        };
    }
}
