namespace Gantry.Worker.Docker.Usage;

/// <summary>What does not change while the machine runs.</summary>
internal sealed record HostFacts(int Cpus, long MemoryBytes);
