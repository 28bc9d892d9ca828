using System.Diagnostics;
using Gantry.Model.Deployments;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Registries;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.State;

/// <summary>One object before and after a commit. Match it as <c>Change.Of&lt;ServiceTask&gt; { New: { } task }</c>.</summary>
internal abstract record Change
{
    private Change(ObjectKey key) => Key = key;

    public ObjectKey Key { get; }

    public NounKind Kind => Key.Kind;

    /// <param name="old">Null when it was made.</param>
    /// <param name="new">Null when it was removed.</param>
    internal static Change For(object? old, object? @new) =>
        For(ObjectKey.OfNoun(@new ?? old ?? throw new UnreachableException("A change of nothing to nothing.")), old, @new);

    private static Change For(ObjectKey key, object? old, object? @new) => key.Kind switch
    {
        NounKind.Settings => new Of<ClusterSettings>(key, (ClusterSettings?)old, (ClusterSettings?)@new),
        NounKind.Stack => new Of<Stack>(key, (Stack?)old, (Stack?)@new),
        NounKind.StackRevision => new Of<StackRevision>(key, (StackRevision?)old, (StackRevision?)@new),
        NounKind.Service => new Of<Service>(key, (Service?)old, (Service?)@new),
        NounKind.ServiceRevision => new Of<ServiceRevision>(key, (ServiceRevision?)old, (ServiceRevision?)@new),
        NounKind.Task => new Of<ServiceTask>(key, (ServiceTask?)old, (ServiceTask?)@new),
        NounKind.Node => new Of<Node>(key, (Node?)old, (Node?)@new),
        NounKind.Network => new Of<Network>(key, (Network?)old, (Network?)@new),
        NounKind.Volume => new Of<Volume>(key, (Volume?)old, (Volume?)@new),
        NounKind.Deployment => new Of<Deployment>(key, (Deployment?)old, (Deployment?)@new),
        NounKind.Registry => new Of<Registry>(key, (Registry?)old, (Registry?)@new),
        NounKind.JoinToken => new Of<JoinToken>(key, (JoinToken?)old, (JoinToken?)@new),
        _ => throw new UnreachableException($"No such noun: {key.Kind}."),
    };

    /// <param name="Old">Null when it was made.</param>
    /// <param name="New">Null when it was removed.</param>
    internal sealed record Of<T>(ObjectKey Key, T? Old, T? New) : Change(Key)
        where T : class
    {
        /// <summary>The newest that is known of it: what it became, or what was removed.</summary>
        public T Latest => New ?? Old ?? throw new UnreachableException($"A change of {Key} with neither old nor new.");
    }
}
