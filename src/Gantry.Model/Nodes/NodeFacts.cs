using System.Collections.ObjectModel;

namespace Gantry.Model.Nodes;

/// <summary>What a node is made of, as its worker reports it.</summary>
/// <param name="Os">As the engine says it, for example <c>linux</c>.</param>
/// <param name="Architecture">In image terms, for example <c>amd64</c>.</param>
public sealed record NodeFacts(
    string Os,
    string Architecture,
    string EngineVersion,
    string EngineApiVersion,
    int Cpus,
    long MemoryBytes,
    long DiskBytes)
{
    public static readonly NodeFacts Unknown = new("", "", "", "", 0, 0, 0);

    public IReadOnlyDictionary<string, string> EngineLabels { get; init => field = value ?? ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>As the kernel calls itself, for example <c>6.1.0-18-amd64</c>.</summary>
    public string Kernel { get; init => field = value ?? ""; } = "";

    /// <summary>Of the machine's own interfaces, without those that engines make and the loopback.</summary>
    public IReadOnlyList<string> Addresses { get; init => field = value ?? []; } = [];

    /// <summary>How many there are of what the engine's operator gave a name (<c>node-generic-resources</c>).</summary>
    public ResourceDictionary GenericResources { get; init => field = value ?? ResourceDictionary.None; } = ResourceDictionary.None;

    /// <summary>Of NVIDIA; null where that cannot be told, and then nobody counts them.</summary>
    public int? Gpus { get; init; }
}
