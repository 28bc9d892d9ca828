using System.Diagnostics;
using Gantry.Model.Deployments;
using Gantry.Model.Ids;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Registries;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.State.Tables;

/// <summary>Tables in the making: what one transaction changes, with every index kept right.</summary>
internal sealed class Draft(StateTables tables)
{
    private Edit _edit = new();
    private StateTables _tables = tables;

    /// <summary>To look something up and forget it: the next change may alter it in place.</summary>
    public StateTables Current => _tables;

    public Versioned<object> Look(in ObjectKey key) => _tables.Of(key.Kind).Look(key);

    /// <summary>The tables as they are now; what comes later is written to copies.</summary>
    public StateTables Freeze()
    {
        _edit = new Edit();
        _tables.TaskIndex.Freeze();
        return _tables;
    }

    /// <param name="old">What is there now.</param>
    /// <param name="value">Null removes.</param>
    public void Set(in ObjectKey key, object? old, object? value, long modifiedAt)
    {
        if (key.Kind == NounKind.Task)
            SetTask(key, (ServiceTask?)old, (ServiceTask?)value, modifiedAt);
        else if (old is not null || value is not null)
            _tables = WithTable(key.Kind, _tables.Of(key.Kind).With(key, value, modifiedAt, _edit), old, value);
    }

    // Tasks are nearly all of the store and of its changes: nothing is copied that this edit made.
    private void SetTask(in ObjectKey key, ServiceTask? old, ServiceTask? task, long modifiedAt)
    {
        var row = task is null ? null : new Row<ServiceTask>(key.Id, task, modifiedAt);
        var tasks = row is null ? _tables.Tasks.Without(key.Id, _edit) : _tables.Tasks.With(row, _edit);
        var index = _tables.TaskIndex.With(old, task, _edit);
        if (!ReferenceEquals(tasks, _tables.Tasks) || !ReferenceEquals(index, _tables.TaskIndex))
            _tables = _tables with { Tasks = tasks, TaskIndex = index };
    }

    private StateTables WithTable(NounKind kind, NounTable table, object? old, object? value) => kind switch
    {
        NounKind.Settings => _tables with { Settings = (NameTable<ClusterSettings>)table },
        NounKind.Stack => _tables with { Stacks = (NameTable<Stack>)table },
        NounKind.StackRevision => _tables with { StackRevisions = (RevisionTable<string, StackRevision>)table },
        NounKind.Service => _tables with
        {
            Services = (IdTable<Service>)table,
            ServicesByStack = _tables.ServicesByStack.With((Service?)old, (Service?)value, s => s.Stack, s => s.Name),
        },
        NounKind.ServiceRevision => _tables with { ServiceRevisions = (RevisionTable<RandomId, ServiceRevision>)table },
        NounKind.Node => _tables with
        {
            Nodes = (IdTable<Node>)table,
            NodesByName = _tables.NodesByName.With((Node?)old, (Node?)value, _ => "", n => n.Name),
        },
        NounKind.Network => _tables with
        {
            Networks = (NameTable<Network>)table,
            NetworksByStack = _tables.NetworksByStack.With((Network?)old, (Network?)value, n => n.Stack, n => n.Name),
        },
        NounKind.Volume => _tables with
        {
            Volumes = (NameTable<Volume>)table,
            VolumesByStack = _tables.VolumesByStack.With((Volume?)old, (Volume?)value, v => v.Stack, v => v.Name),
        },
        NounKind.Deployment => _tables with
        {
            Deployments = (IdTable<Deployment>)table,
            DeploymentsByStack = _tables.DeploymentsByStack.With((Deployment?)old, (Deployment?)value, d => d.Stack, d => (d.CreatedAt, d.Id)),
        },
        NounKind.Registry => _tables with { Registries = (NameTable<Registry>)table },
        NounKind.JoinToken => _tables with { JoinTokens = (IdTable<JoinToken>)table },
        NounKind.Task => throw new UnreachableException("Tasks have a table and an index of their own: WithTask."),
        _ => throw new UnreachableException($"No such noun: {kind}."),
    };
}
