using Gantry.Model.Services;

namespace Gantry.Manager.Reconcile;

/// <summary>What comes due though nothing changes: which services and stacks are to be looked at again, and when.</summary>
internal sealed class Agenda
{
    private readonly Dictionary<ServiceId, DateTimeOffset> _services = [];
    private readonly Dictionary<string, DateTimeOffset> _stacks = new(StringComparer.Ordinal);

    /// <summary>Null: nothing comes due.</summary>
    public DateTimeOffset? Next { get; private set; }

    public void LookAt(ServiceId service, DateTimeOffset due) => Add(_services, service, due);

    public void LookAt(string stack, DateTimeOffset due) => Add(_stacks, stack, due);

    public void Add(Agenda other)
    {
        foreach (var (service, due) in other._services)
            LookAt(service, due);
        foreach (var (stack, due) in other._stacks)
            LookAt(stack, due);
    }

    /// <summary>What is due by now leaves the agenda. What was noted of it for later is told again by whoever looks.</summary>
    public (IReadOnlySet<string> Stacks, IReadOnlySet<ServiceId> Services) TakeDue(DateTimeOffset now)
    {
        var stacks = new SortedSet<string>(Take(_stacks, now), StringComparer.Ordinal);
        var services = new SortedSet<ServiceId>(Take(_services, now));
        Next = _services.Values.Concat(_stacks.Values).Select(due => (DateTimeOffset?)due).Min();
        return (stacks, services);
    }

    private void Add<TKey>(Dictionary<TKey, DateTimeOffset> noted, TKey key, DateTimeOffset due)
        where TKey : notnull
    {
        if (!noted.TryGetValue(key, out var known) || due < known)
            noted[key] = due;
        Next = Next is { } next && next <= due ? next : due;
    }

    private static List<TKey> Take<TKey>(Dictionary<TKey, DateTimeOffset> noted, DateTimeOffset now)
        where TKey : notnull
    {
        var due = noted.Where(n => n.Value <= now).Select(n => n.Key).ToList();
        due.ForEach(key => noted.Remove(key));
        return due;
    }
}
