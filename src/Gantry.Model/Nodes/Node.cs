using System.Collections.ObjectModel;
using Gantry.Model.Networks;
using Gantry.Model.Volumes;

namespace Gantry.Model.Nodes;

/// <summary>A machine with an engine. Its identity is the key in its data folder, never its hostname.</summary>
/// <param name="Name">Unique: the hostname, or with a number behind it where the name was taken.</param>
/// <param name="State">Observed, as <paramref name="Facts"/>; the rest is the manager's.</param>
/// <param name="Index">Which /18 of the address pool is its own.</param>
public sealed record Node(
    NodeId Id,
    string Name,
    NodeState State,
    NodeAvailability Availability,
    string Address,
    NodeFacts Facts,
    int Index,
    DateTimeOffset CreatedAt)
{
    /// <summary>Both, for a server with its worker in the same process.</summary>
    public bool IsManager { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public NodeUsage Usage { get; init => field = value ?? NodeUsage.None; } = NodeUsage.None;

    /// <summary>Ranges that networks of others have on its engine, CIDR: another cluster's, compose's. Never given to ours.</summary>
    public IReadOnlyList<string> ForeignRanges { get; init => field = value ?? []; } = [];

    /// <summary>Named volumes that others made on its engine: used where a file names them, never removed.</summary>
    public IReadOnlyList<string> ForeignVolumes { get; init => field = value ?? []; } = [];

    /// <summary>Ranges that it was given and cannot use, as its worker says with each heartbeat.</summary>
    public IReadOnlyList<RefusedRange> RefusedRanges { get; init => field = value ?? []; } = [];

    /// <summary>Published ports that it leaves to processes of the machine, as its worker says with each heartbeat.</summary>
    public IReadOnlyList<HeldPort> HeldPorts { get; init => field = value ?? []; } = [];

    /// <summary>The cluster's networks as its engine has them, with their range and the labels of the file. Null: its worker has not said.</summary>
    public IReadOnlyList<NetworkSpec>? MadeNetworks { get; init; }

    /// <summary>The cluster's volumes as its engine has them, and those of others that it uses. Null: its worker has not said.</summary>
    public IReadOnlyList<VolumeSpec>? MadeVolumes { get; init; }

    public DateTimeOffset? StateSince { get; init; }

    /// <summary>Why its engine does not answer, as its worker says; null while it does.</summary>
    public string? EngineProblem { get; init; }

    /// <summary>SHA-256 of its public key, hexadecimal: the key in its data folder is the node. Null for a server's own worker.</summary>
    public string? KeyHash { get; init; }

    /// <summary>Fingerprint of the CA of the certificate that it showed last. Null for a server's own worker, and until it is seen.</summary>
    public string? Authority { get; init; }

    /// <summary>The token that it joined with last: asked again with it, the same machine gets the same answer.</summary>
    public JoinTokenId? JoinedWith { get; init; }

    /// <summary>When it was lost, within the last minutes: what comes and goes is given new tasks later and later.</summary>
    public IReadOnlyList<DateTimeOffset> Losses { get; init => field = value ?? []; } = [];

    /// <summary>It takes new tasks not before this time, having been lost again and again. Null: at once.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>Why it is not ready, for people.</summary>
    public string? Problem { get; init; }

    /// <summary>It answers, and is not one that comes and goes.</summary>
    public bool IsSteady => State == NodeState.Ready && SettledAt is null;

    public bool TakesTasks => IsSteady && Availability == NodeAvailability.Active;
}
