using System.Diagnostics;
using Gantry.Manager.State;
using Gantry.Manager.State.Memory;
using Gantry.Model.Deployments;
using Gantry.Model.Ids;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Registries;
using Gantry.Model.Services;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;
using Gantry.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Tests.Manager.State;

/// <summary>Random transactions, some on old bases, against the plainest model. A failing seed fails again.</summary>
public sealed class SnapshotPropertyTests
{
    private static readonly string[] Stacks = ["a", "B", "shop", "z-1", "ä"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Snapshots_and_indexes_agree_with_the_model(int seed)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var store = await StateStore.OpenAsync(
            new MemoryBackend(), IdSource.Seeded(seed), new ManualTime(), NullLogger<StateStore>.Instance, ct);
        var run = new Run(store, seed);

        for (var step = 0; step < 120; step++)
            await run.StepAsync(ct);

        run.AssertUntouched();
        Assert.True(run.Conflicts > 0 && run.Rebased > 0, "The run met no conflict and no rebase: it proves too little.");
    }

    private sealed class Run(StateStore store, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Nouns _nouns = new(seed);
        private readonly List<(Transaction Tx, SnapshotModel Base, SnapshotModel State, HashSet<ObjectKey> Touched)> _open = [];
        private readonly List<(Snapshot Snapshot, SnapshotModel Model)> _kept = [];
        private readonly SnapshotModel _model = SnapshotModel.Empty;

        public int Conflicts { get; private set; }

        public int Rebased { get; private set; }

        public async Task StepAsync(CancellationToken ct)
        {
            if (_open.Count < 3)
                _open.Add((store.Begin(), _model.Copy(), _model.Copy(), []));

            var chosen = _open[_random.Next(_open.Count)];
            var writes = _random.Next(1, _random.Next(20) == 0 ? 400 : 12);
            for (var write = 0; write < writes; write++)
                Write(chosen.Tx, chosen.State, chosen.Touched);
            chosen.State.AssertSameAs(chosen.Tx.State);

            if (_random.Next(2) == 0)
                return;
            _open.Remove(chosen);
            await CommitAsync(chosen.Tx, chosen.Base, chosen.State, chosen.Touched, ct);
        }

        public void AssertUntouched()
        {
            foreach (var (snapshot, model) in _kept)
                model.AssertSameAs(snapshot);
        }

        private async Task CommitAsync(Transaction tx, SnapshotModel @base, SnapshotModel state, HashSet<ObjectKey> touched, CancellationToken ct)
        {
            var clashes = touched.Any(key => _model.ModifiedAt(key) != @base.ModifiedAt(key));
            var isOld = !ReferenceEquals(tx.Base, store.Current);
            try
            {
                var after = await store.CommitAsync(tx, ct);
                Assert.False(clashes, "A conflict was not seen.");
                foreach (var key in touched)
                    _model.Set(key, state.Find(key), after.Revision.Number);
                Rebased += isOld ? 1 : 0;
                _model.AssertSameAs(after);
                if (_random.Next(10) == 0)
                    _kept.Add((after, _model.Copy()));
            }
            catch (StoreConflictException)
            {
                Assert.True(clashes, "A conflict where there is none.");
                Conflicts++;
            }

            _model.AssertSameAs(store.Current);
        }

        private void Write(Transaction tx, SnapshotModel state, HashSet<ObjectKey> touched)
        {
            var keys = state.Keys.ToList();
            var noun = keys.Count > 20 && _random.Next(3) > 0 ? Changed(state, keys[_random.Next(keys.Count)]) : New(state);
            if (noun is ObjectKey removed)
            {
                tx.Remove(removed);
                state.Set(removed, null, 0);
                touched.Add(removed);
            }
            else if (noun is not null)
            {
                Put(tx, noun);
                var key = ObjectKey.OfNoun(noun);
                if (Equals(state.Find(key), noun))
                    return;
                state.Set(key, noun, tx.Base.Revision.Number + 1);
                touched.Add(key);
            }
        }

        private static void Put(Transaction tx, object noun)
        {
            switch (noun)
            {
                case Stack stack: tx.Put(stack); break;
                case StackRevision revision: tx.Put(revision); break;
                case Service service: tx.Put(service); break;
                case ServiceRevision revision: tx.Put(revision); break;
                case ServiceTask task: tx.Put(task); break;
                case Node node: tx.Put(node); break;
                case Network network: tx.Put(network); break;
                case Volume volume: tx.Put(volume); break;
                case Deployment deployment: tx.Put(deployment); break;
                case Registry registry: tx.Put(registry); break;
                default: throw new UnreachableException($"No noun: {noun}.");
            }
        }

        private object New(SnapshotModel state)
        {
            var services = Of<Service>(state);
            var stack = Stacks[_random.Next(Stacks.Length)];
            var any = _random.Next(1_000_000);
            return _random.Next(14) switch
            {
                0 => Nouns.Stack(stack, any),
                1 => Nouns.StackRevision(stack, any % 9),
                2 => _nouns.Service($"s{any}", stack),
                3 => _nouns.Node($"n{any}"),
                4 => Nouns.Network($"net{any % 40}", any % 5 == 0 ? null : stack) with { IsRemoved = any % 3 == 0 },
                5 => Nouns.Volume($"vol{any % 40}", any % 5 == 0 ? null : stack) with { IsRemoved = any % 2 == 0 },
                6 => _nouns.Deployment(stack, any % 10),
                7 => Nouns.Registry($"host{any % 20}"),
                8 when services.Count > 0 => Nouns.Revision(services[any % services.Count].Id, any % 30),
                _ when services.Count > 0 => NewTask(services[any % services.Count], Of<Node>(state)),
                _ => _nouns.Service($"s{any}", stack),
            };
        }

        private ServiceTask NewTask(Service service, List<Node> nodes)
        {
            var node = nodes.Count == 0 || _random.Next(3) == 0 ? (NodeId?)null : nodes[_random.Next(nodes.Count)].Id;
            return _nouns.Task(service, _random.Next(1, 50), node, age: _random.Next(3)) with
            {
                Reservation = new Reservation(_random.Next(100), _random.Next(100), _random.Next(2)),
            };
        }

        private object? Changed(SnapshotModel state, ObjectKey key) => state.Find(key) switch
        {
            _ when _random.Next(4) == 0 => key,
            ServiceTask task when task.State < TaskState.Running && Of<Node>(state) is { Count: > 0 } nodes =>
                Nouns.Moved(task, task.State + 1 + _random.Next(6), nodes[_random.Next(nodes.Count)].Id),
            ServiceTask task => task with { RestartCount = task.RestartCount + 1 },
            Node node => node with { Name = $"renamed{_random.Next(1_000_000)}" },
            Service service => service with { Stack = Stacks[_random.Next(Stacks.Length)], Generation = service.Generation + 1 },
            Network network => network with { Stack = network.Stack is null ? "shop" : null },
            _ => null,
        };

        private static List<T> Of<T>(SnapshotModel state) => [.. state.Keys.Select(state.Find).OfType<T>()];
    }
}
