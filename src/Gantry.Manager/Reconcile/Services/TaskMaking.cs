using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Manager.Reconcile.Services;

/// <summary>How a new task begins.</summary>
internal static class TaskMaking
{
    extension(ReconcileContext context)
    {
        /// <param name="restart">Null for the first task of a slot at this revision.</param>
        public ServiceTask MakeTask(Service service, SlotView slot, DesiredState desired, RestartDecision.Restart? restart)
        {
            var task = new ServiceTask(
                context.Ids.NextTask(),
                service.Id,
                service.Stack,
                service.Name,
                slot.Slot,
                service.Revision,
                slot.Node,
                desired,
                new ObservedTask(TaskState.Pending, context.Now, TaskReason.NoNodeYet),
                context.Now)
            {
                Reservation = service.Container.Reservation,
                NotBefore = restart?.NotBefore,
                RestartCount = restart?.RestartCount ?? 0,
            };
            context.Tx.Put(task);
            return task;
        }

        public void Want(ServiceTask task, DesiredState desired)
        {
            if (task.Desired >= desired)
                return;
            var next = task with { Desired = desired };

            // No worker knows it: there is nothing to stop, and nobody else to say so.
            if (desired >= DesiredState.Shutdown && task.State < TaskState.Assigned)
            {
                next = next with
                {
                    Observed = new ObservedTask(TaskState.Shutdown, context.Now, "Stopped before it had a node.") { IsContainerGone = true },
                    EndedAt = context.Now,
                };
            }

            context.Tx.Put(next);
        }
    }
}
