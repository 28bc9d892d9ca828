namespace Gantry.Doctor;

/// <param name="AvailableBytes">What could be had without swapping.</param>
internal sealed record MemoryFacts(long TotalBytes, long AvailableBytes);
