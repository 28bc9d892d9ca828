namespace Gantry.Manager.Schedule;

/// <summary>How many tasks and recent failures a service has, on the nodes that have any.</summary>
internal sealed class ServiceTally(int capacity)
{
    private readonly List<(int Node, int Tasks, int Failures)> _entries = new(capacity);

    public IReadOnlyList<(int Node, int Tasks, int Failures)> Entries => _entries;

    public int Count => _entries.Count;

    public (int Node, int Tasks, int Failures) this[int entry] => _entries[entry];

    /// <returns>The new entry's index.</returns>
    public int Add(int node, int tasks, int failures)
    {
        _entries.Add((node, tasks, failures));
        return _entries.Count - 1;
    }

    public void AddTasks(int entry, int tasks) => _entries[entry] = _entries[entry] with { Tasks = _entries[entry].Tasks + tasks };
}
