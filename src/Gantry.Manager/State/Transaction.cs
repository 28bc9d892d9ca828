using Gantry.Manager.State.Tables;
using Gantry.Model.Deployments;
using Gantry.Model.Events;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Registries;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.State;

/// <summary>
/// Changes proposed on top of a snapshot, committed whole or refused. Used by one caller at a time, once.
/// A Put that changes nothing is no write: level-triggered callers may put what is already so.
/// </summary>
internal sealed class Transaction
{
    private readonly BackendLimits _limits;
    private readonly Action _countIllegalMove;
    private readonly Draft _draft;
    private readonly WriteSet _writes = new();
    private readonly List<ObjectKey> _expectations = [];
    private readonly List<ClusterEvent> _events = [];
    private Snapshot? _state;
    private long _bytes;
    private bool _isSealed;

    internal Transaction(Snapshot @base, BackendLimits limits, Action countIllegalMove)
    {
        Base = @base;
        _limits = limits;
        _countIllegalMove = countIllegalMove;
        _draft = new Draft(@base.Tables);
        _state = @base;
    }

    public Snapshot Base { get; }

    /// <summary>The base with everything that was put and removed so far, indexes too.</summary>
    public Snapshot State => _state ??= new Snapshot(Base.Revision.Next, _draft.Freeze());

    /// <summary>The task with what was put so far. Unlike <see cref="State"/>, which is kept whole, it costs the next Put nothing.</summary>
    public ServiceTask? Find(TaskId id) => _draft.Current.Tasks.Find(id.Value);

    /// <summary>As <see cref="Find(TaskId)"/>.</summary>
    public ServiceRevision? FindRevision(ServiceId id, int number) => _draft.Current.ServiceRevisions.Find(id.Value, number);

    /// <summary>What it costs of the backend's limit: writes, expectations, and one for the events.</summary>
    public int Operations => _writes.Count + _expectations.Count + (_events.Count > 0 ? 1 : 0);

    /// <summary>
    /// Commit now and go on in another transaction. A quarter of what the backend takes at once is left by then, for what a step
    /// writes between two looks at this.
    /// </summary>
    public bool IsFull => Room <= 0 || _bytes >= _limits.Bytes * 3 / 4;

    /// <summary>How many operations more until it is full.</summary>
    public int Room => (_limits.Operations * 3 / 4) - Operations;

    public bool IsEmpty => _writes.Count == 0 && _events.Count == 0;

    internal IReadOnlyList<StoreWrite> Writes => _writes.All;

    internal IReadOnlyList<ObjectKey> Expectations => _expectations;

    internal IReadOnlyList<ClusterEvent> Events => _events;

    internal long Bytes => _bytes;

    public void Put(ClusterSettings settings) => Write(ObjectKey.Settings, settings);

    public void Put(Stack stack) => Write(ObjectKey.OfStack(stack.Name), stack);

    public void Put(StackRevision revision) => Write(ObjectKey.OfStackRevision(revision.Stack, revision.Number), revision);

    /// <exception cref="InvalidOperationException">Another service of the stack has that name.</exception>
    public void Put(Service service)
    {
        if (_draft.Current.ServicesByStack.Find(service.Stack, service.Name) is { } holder && holder.Id != service.Id)
            throw new InvalidOperationException($"Service {service.Id} cannot be named '{service.FullName}': {holder.Id} has that name.");
        Write(ObjectKey.Of(service.Id), service);
    }

    public void Put(ServiceRevision revision) => Write(ObjectKey.OfRevision(revision.ServiceId, revision.Number), revision);

    /// <exception cref="InvalidOperationException">The task may not move there from where it is stored.</exception>
    public void Put(ServiceTask task)
    {
        var key = ObjectKey.Of(task.Id);
        var current = _draft.Look(key);
        if ((ServiceTask?)(current.Value ?? Base.Look(key).Value) is { } previous)
            CheckMove(previous, task);
        Write(key, current, task);
    }

    /// <exception cref="InvalidOperationException">Another node has that name.</exception>
    public void Put(Node node)
    {
        if (_draft.Current.NodesByName.Find("", node.Name) is { } holder && holder.Id != node.Id)
            throw new InvalidOperationException($"Node {node.Id} cannot be named '{node.Name}': {holder.Id} has that name.");
        Write(ObjectKey.Of(node.Id), node);
    }

    public void Put(Network network) => Write(ObjectKey.OfNetwork(network.Name), network);

    public void Put(Volume volume) => Write(ObjectKey.OfVolume(volume.Name), volume);

    public void Put(Deployment deployment) => Write(ObjectKey.Of(deployment.Id), deployment);

    public void Put(JoinToken token) => Write(ObjectKey.Of(token.Id), token);

    public void Put(Registry registry) => Write(ObjectKey.OfRegistry(registry.Host), registry);

    /// <summary>Safe to repeat: what is not there stays away.</summary>
    public void Remove(ObjectKey key) => Write(key, null);

    public void Remove(Stack stack) => Remove(ObjectKey.OfStack(stack.Name));

    public void Remove(StackRevision revision) => Remove(ObjectKey.OfStackRevision(revision.Stack, revision.Number));

    public void Remove(ServiceId id) => Remove(ObjectKey.Of(id));

    public void Remove(ServiceRevision revision) => Remove(ObjectKey.OfRevision(revision.ServiceId, revision.Number));

    public void Remove(TaskId id) => Remove(ObjectKey.Of(id));

    public void Remove(NodeId id) => Remove(ObjectKey.Of(id));

    public void Remove(Network network) => Remove(ObjectKey.OfNetwork(network.Name));

    public void Remove(Volume volume) => Remove(ObjectKey.OfVolume(volume.Name));

    public void Remove(DeploymentId id) => Remove(ObjectKey.Of(id));

    public void Remove(JoinTokenId id) => Remove(ObjectKey.Of(id));

    public void Remove(Registry registry) => Remove(ObjectKey.OfRegistry(registry.Host));

    public void AddEvent(ClusterEvent happened)
    {
        ThrowIfSealed();
        _events.Add(happened);
        _state = null;
    }

    /// <summary>Refuses the commit when somebody writes or removes the object before it: for what was read and relied on.</summary>
    public void ExpectUnchanged(ObjectKey key)
    {
        ThrowIfSealed();
        if (!_expectations.Contains(key))
            _expectations.Add(key);
    }

    /// <summary>Refuses the commit when there is such an object.</summary>
    /// <exception cref="StoreConflictException">It is there already.</exception>
    public void ExpectAbsent(ObjectKey key)
    {
        if (Base.Look(key).Value is not null)
            throw new StoreConflictException(key, $"There is a {key} already.");
        ExpectUnchanged(key);
    }

    /// <summary>No more changes: it is being committed.</summary>
    internal void Seal()
    {
        ThrowIfSealed();
        _isSealed = true;
    }

    /// <summary>Whether a task may move there; one that may not is counted, and is not to be put.</summary>
    public bool Allows(ServiceTask task, TaskState next)
    {
        var isAllowed = TaskTransitions.MayMove(task.State, next);
        if (!isAllowed)
            _countIllegalMove();
        return isAllowed;
    }

    private void CheckMove(ServiceTask previous, ServiceTask task)
    {
        if (TaskTransitions.MayMove(previous.State, task.State) && TaskTransitions.MayMove(previous.Desired, task.Desired))
            return;

        _countIllegalMove();
        throw new InvalidOperationException(
            $"Task {task.Id} ({task.Name}) may not move from {previous.State}, desired {previous.Desired}, to {task.State}, desired {task.Desired}.");
    }

    private void Write(in ObjectKey key, object? value) => Write(key, _draft.Look(key), value);

    private void Write(in ObjectKey key, Versioned<object> current, object? value)
    {
        ThrowIfSealed();
        if (Equals(current.Value, value))
            return;

        var bytes = value is null || _limits.Bytes is null ? null : NounJson.Write(key.Kind, value);
        var earlier = _writes.Find(key, out var slot);
        _bytes += (bytes?.Length ?? 0) - (earlier?.Bytes?.Length ?? 0);

        // Written for the first time: what is there is still what the base has.
        _writes.Put(slot, earlier is null
            ? new StoreWrite(key, current.Value, value, current.ModifiedAt, bytes)
            : earlier with { Value = value, Bytes = bytes });
        _draft.Set(key, current.Value, value, Base.Revision.Number + 1);
        _state = null;
    }

    private void ThrowIfSealed()
    {
        if (_isSealed)
            throw new InvalidOperationException("This transaction was committed already: begin another one.");
    }
}
