using System.Diagnostics;
using Gantry.Model.Deployments;
using Gantry.Model.Json;
using Gantry.Model.Networks;
using Gantry.Model.Nodes;
using Gantry.Model.Registries;
using Gantry.Model.Services;
using Gantry.Model.Settings;
using Gantry.Model.Stacks;
using Gantry.Model.Tasks;
using Gantry.Model.Volumes;

namespace Gantry.Manager.State;

/// <summary>Nouns as backends keep them.</summary>
internal static class NounJson
{
    public static byte[] Write(NounKind kind, object noun) => kind switch
    {
        NounKind.Settings => CompactJson.WriteBytes((ClusterSettings)noun),
        NounKind.Stack => CompactJson.WriteBytes((Stack)noun),
        NounKind.StackRevision => CompactJson.WriteBytes((StackRevision)noun),
        NounKind.Service => CompactJson.WriteBytes((Service)noun),
        NounKind.ServiceRevision => CompactJson.WriteBytes((ServiceRevision)noun),
        NounKind.Task => CompactJson.WriteBytes((ServiceTask)noun),
        NounKind.Node => CompactJson.WriteBytes((Node)noun),
        NounKind.Network => CompactJson.WriteBytes((Network)noun),
        NounKind.Volume => CompactJson.WriteBytes((Volume)noun),
        NounKind.Deployment => CompactJson.WriteBytes((Deployment)noun),
        NounKind.Registry => CompactJson.WriteBytes((Registry)noun),
        NounKind.JoinToken => CompactJson.WriteBytes((JoinToken)noun),
        _ => throw new UnreachableException($"No such noun: {kind}."),
    };

    /// <exception cref="System.Text.Json.JsonException">The bytes are no such noun.</exception>
    public static object Read(NounKind kind, ReadOnlySpan<byte> utf8) => kind switch
    {
        NounKind.Settings => CompactJson.Read<ClusterSettings>(utf8),
        NounKind.Stack => CompactJson.Read<Stack>(utf8),
        NounKind.StackRevision => CompactJson.Read<StackRevision>(utf8),
        NounKind.Service => CompactJson.Read<Service>(utf8),
        NounKind.ServiceRevision => CompactJson.Read<ServiceRevision>(utf8),
        NounKind.Task => CompactJson.Read<ServiceTask>(utf8),
        NounKind.Node => CompactJson.Read<Node>(utf8),
        NounKind.Network => CompactJson.Read<Network>(utf8),
        NounKind.Volume => CompactJson.Read<Volume>(utf8),
        NounKind.Deployment => CompactJson.Read<Deployment>(utf8),
        NounKind.Registry => CompactJson.Read<Registry>(utf8),
        NounKind.JoinToken => CompactJson.Read<JoinToken>(utf8),
        _ => throw new StoreRefusedException($"The store holds objects of kind {(int)kind}, which this version does not know. Start a newer version of Gantry."),
    };
}
