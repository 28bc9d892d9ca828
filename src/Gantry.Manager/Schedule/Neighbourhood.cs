namespace Gantry.Manager.Schedule;

/// <summary>
/// The neighbours of a request by node. What they have does not change while the request is placed: counted once.
/// </summary>
internal sealed class Neighbourhood
{
    private readonly List<(Neighbour Of, Dictionary<int, int> Tasks)> _counted = [];

    public Neighbourhood(WorkingSet set, IReadOnlyList<Neighbour> neighbours)
    {
        foreach (var neighbour in neighbours)
        {
            var tasks = new Dictionary<int, int>();
            foreach (var (node, live, _) in set.TallyOf(neighbour.Service, neighbour.Present, neighbour.Present.Count).Entries)
            {
                if (live > 0)
                    tasks[node] = live;
            }

            _counted.Add((neighbour, tasks));
        }
    }

    public bool Admits(int node) => _counted.TrueForAll(neighbour => IsMet(neighbour.Of.Rule, neighbour.Tasks.ContainsKey(node)));

    /// <summary>The sum of the weights of those that the node has.</summary>
    public int WeightOf(int node) => _counted.Sum(neighbour => neighbour.Tasks.ContainsKey(node) ? neighbour.Of.Weight : 0);

    /// <summary>Those whose rule the node breaks, with the number of their tasks there.</summary>
    public IEnumerable<(Neighbour Neighbour, int Tasks)> Broken(int node)
    {
        foreach (var (neighbour, tasks) in _counted)
        {
            if (!IsMet(neighbour.Rule, tasks.ContainsKey(node)))
                yield return (neighbour, tasks.GetValueOrDefault(node));
        }
    }

    private static bool IsMet(NeighbourRule rule, bool isThere) => rule switch
    {
        NeighbourRule.Weighs => true,
        NeighbourRule.MustBe => isThere,
        NeighbourRule.MustNotBe or NeighbourRule.MustNotBeForIt => !isThere,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "No such rule."),
    };
}
