using Gantry.Model.Tasks;
using Gantry.Model.Wire;

namespace Gantry.Worker.Tasks;

/// <summary>What runners have to say: the newest per task, kept until the manager has stored it.</summary>
internal sealed class StatusOutbox
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TaskId, (TaskReport Report, long Sequence)> _newest = [];
    private long _sequence;
    private TaskCompletionSource _waiting = NewSignal();
    private TaskCompletionSource _urgent = NewSignal();

    /// <param name="isUrgent">False: it may wait for company; nobody acts on it.</param>
    public void Put(TaskReport report, bool isUrgent)
    {
        lock (_lock)
        {
            _newest[report.Id] = (report, ++_sequence);
            _waiting.TrySetResult();
            if (isUrgent)
                _urgent.TrySetResult();
        }
    }

    /// <summary>Completes when something waits to be sent.</summary>
    public Task WhenWaiting()
    {
        lock (_lock)
            return _waiting.Task;
    }

    /// <summary>Completes when something waits that should not.</summary>
    public Task WhenUrgent()
    {
        lock (_lock)
            return _urgent.Task;
    }

    /// <returns>Everything unsent, oldest first, and the mark to <see cref="Acknowledge"/> once it is stored.</returns>
    public (IReadOnlyList<TaskReport> Reports, long Mark) Take()
    {
        lock (_lock)
        {
            if (_urgent.Task.IsCompleted)
                _urgent = NewSignal();
            return ([.. _newest.Values.OrderBy(v => v.Sequence).Select(v => v.Report)], _sequence);
        }
    }

    /// <summary>Forgets what was stored; what a runner said since stays.</summary>
    public void Acknowledge(long mark)
    {
        lock (_lock)
        {
            foreach (var (id, entry) in _newest)
            {
                if (entry.Sequence <= mark)
                    _newest.Remove(id);
            }

            if (_newest.Count == 0 && _waiting.Task.IsCompleted)
                _waiting = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
