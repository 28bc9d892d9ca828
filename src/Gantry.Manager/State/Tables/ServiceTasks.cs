using Gantry.Model.Tasks;

namespace Gantry.Manager.State.Tables;

/// <summary>
/// The tasks of one service as people list them: by slot, then age, then id. Sorted chunks: a change copies one chunk and the
/// list of chunks, be the service as large as it may.
/// </summary>
internal sealed class ServiceTasks : TrieLeaf
{
    // Half a kilobyte to copy; a service of 10,000 tasks has a list of some 300 chunks.
    private const int MostInChunk = 64;

    // Most services have a task or two.
    private const int Spare = 2;

    private readonly Edit _owner;
    private readonly List<Chunk> _chunks;

    private ServiceTasks(ServiceName name, Edit owner, List<Chunk> chunks, int waiting)
        : base(name.Id.Value)
    {
        Name = name;
        _owner = owner;
        _chunks = chunks;
        Waiting = waiting;
    }

    public ServiceName Name { get; }

    public bool IsEmpty => _chunks.Count == 0;

    /// <summary>How many want a node.</summary>
    public int Waiting { get; private set; }

    public static ServiceTasks None(ServiceName service, Edit edit) => new(service, edit, [], 0);

    public IEnumerable<ServiceTask> All()
    {
        foreach (var chunk in _chunks)
        {
            for (var i = 0; i < chunk.Count; i++)
                yield return chunk.Tasks[i];
        }
    }

    /// <summary>Puts the task in, in place of an older state of it.</summary>
    public ServiceTasks With(ServiceTask task, Edit edit)
    {
        var list = OwnedBy(edit);
        list.Put(task, edit);
        return list;
    }

    public ServiceTasks Without(ServiceTask task, Edit edit)
    {
        var list = OwnedBy(edit);
        list.Remove(task, edit);
        return list;
    }

    private static int Compare(ServiceTask x, ServiceTask y)
    {
        if (x.Slot != y.Slot)
            return x.Slot.CompareTo(y.Slot);

        var byAge = x.CreatedAt.CompareTo(y.CreatedAt);
        return byAge != 0 ? byAge : x.Id.CompareTo(y.Id);
    }

    private ServiceTasks OwnedBy(Edit edit) => _owner == edit ? this : new ServiceTasks(Name, edit, [.. _chunks], Waiting);

    private void Put(ServiceTask task, Edit edit)
    {
        if (_chunks.Count == 0)
            _chunks.Add(new Chunk(edit, new ServiceTask[Spare], 0));

        var at = ChunkFor(task);
        var chunk = OwnedChunk(at, edit);
        var position = chunk.PositionOf(task);
        if (position >= 0)
        {
            Count(chunk.Tasks[position], -1);
            Count(task, 1);
            chunk.Tasks[position] = task;
            return;
        }

        if (chunk.Count == MostInChunk)
        {
            _chunks.Insert(at + 1, chunk.CutAt(~position == MostInChunk ? MostInChunk - 1 : MostInChunk / 2, edit));
            Put(task, edit);
            return;
        }

        chunk.Insert(~position, task);
        Count(task, 1);
    }

    private void Remove(ServiceTask task, Edit edit)
    {
        var at = ChunkFor(task);
        var chunk = OwnedChunk(at, edit);
        var position = chunk.PositionOf(task);
        Count(chunk.Tasks[position], -1);
        chunk.RemoveAt(position);
        if (chunk.Count == 0)
            _chunks.RemoveAt(at);
    }

    private void Count(ServiceTask task, int sign) => Waiting += task.WantsNode ? sign : 0;

    /// <summary>The last chunk that begins before the task, or the first.</summary>
    private int ChunkFor(ServiceTask task)
    {
        var (low, high) = (0, _chunks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Compare(_chunks[middle].Tasks[0], task) <= 0)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private Chunk OwnedChunk(int at, Edit edit)
    {
        var chunk = _chunks[at];
        return chunk.Owner == edit ? chunk : _chunks[at] = chunk.CopyFor(edit);
    }

    private sealed class Chunk(Edit owner, ServiceTask[] tasks, int count)
    {
        private ServiceTask[] _tasks = tasks;

        public Edit Owner => owner;

        public ServiceTask[] Tasks => _tasks;

        public int Count { get; private set; } = count;

        public Chunk CopyFor(Edit edit)
        {
            var copy = new ServiceTask[Math.Min(Count + Spare, MostInChunk)];
            _tasks.AsSpan(0, Count).CopyTo(copy);
            return new Chunk(edit, copy, Count);
        }

        /// <returns>Where it is, or the complement of where it belongs.</returns>
        public int PositionOf(ServiceTask task)
        {
            var (low, high) = (0, Count - 1);
            while (low <= high)
            {
                var middle = (low + high) / 2;
                var order = Compare(_tasks[middle], task);
                if (order == 0)
                    return middle;
                if (order < 0)
                    low = middle + 1;
                else
                    high = middle - 1;
            }

            return ~low;
        }

        public void Insert(int position, ServiceTask task)
        {
            if (Count == _tasks.Length)
                Array.Resize(ref _tasks, Math.Min(Count * 2, MostInChunk));
            Array.Copy(_tasks, position, _tasks, position + 1, Count - position);
            _tasks[position] = task;
            Count++;
        }

        public void RemoveAt(int position)
        {
            Count--;
            Array.Copy(_tasks, position + 1, _tasks, position, Count - position);
            Array.Clear(_tasks, Count, 1);
        }

        /// <summary>Keeps what is before the position and returns the rest.</summary>
        public Chunk CutAt(int position, Edit edit)
        {
            var rest = new ServiceTask[MostInChunk];
            _tasks.AsSpan(position, Count - position).CopyTo(rest);
            Array.Clear(_tasks, position, Count - position);
            var cut = new Chunk(edit, rest, Count - position);
            Count = position;
            return cut;
        }
    }
}
