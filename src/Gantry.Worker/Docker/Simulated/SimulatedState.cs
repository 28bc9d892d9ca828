using System.Security.Cryptography;
using System.Text;

namespace Gantry.Worker.Docker.Simulated;

/// <summary>All objects of a simulated engine. Whoever reads or changes them holds <see cref="Lock"/>, without awaiting.</summary>
internal sealed class SimulatedState(TimeProvider time, SimulatedGate gate, SimulatedEvents events, string seed)
{
    public Lock Lock { get; } = new();

    public TimeProvider Time => time;

    public SimulatedGate Gate => gate;

    public SimulatedEvents Events => events;

    public int LastNumber { get; private set; }

    /// <summary>In order of creation.</summary>
    public List<SimulatedContainer> Containers { get; } = [];

    public List<SimulatedNetwork> Networks { get; } = [];

    public SortedDictionary<string, Wire.VolumeDetails> Volumes { get; } = new(StringComparer.Ordinal);

    /// <summary>Here and startable, by reference.</summary>
    public SortedDictionary<string, SimulatedImage> LocalImages { get; } = new(StringComparer.Ordinal);

    /// <summary>In the registry.</summary>
    public SortedDictionary<string, SimulatedImage> RemoteImages { get; } = new(StringComparer.Ordinal);

    /// <summary>Host ports that a foreign process holds.</summary>
    public SortedSet<int> ForeignPorts { get; } = [];

    /// <summary>64 hex digits that look like the engine's and are the same in every run.</summary>
    public string NextId() => Digest($"{seed}/{++LastNumber}");

    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public SimulatedContainer Container(EngineCall call, string idOrName) =>
        Containers.Find(c => c.Id == idOrName || c.Name == idOrName.TrimStart('/'))
        ?? (Containers.FindAll(c => c.Id.StartsWith(idOrName, StringComparison.Ordinal)) is [var only] ? only : null)
        ?? throw SimulatedAnswers.NoSuchContainer(call, idOrName);

    public SimulatedNetwork? Network(string idOrName) =>
        Networks.Find(n => n.Id == idOrName) ?? Networks.Find(n => n.Body.Name == idOrName);

    /// <param name="label"><c>key</c> or <c>key=value</c>.</param>
    public static bool HasLabel(IReadOnlyDictionary<string, string>? labels, string label)
    {
        var parts = label.Split('=', 2);
        return labels?.TryGetValue(parts[0], out var value) is true && (parts.Length == 1 || value == parts[1]);
    }
}
