namespace Gantry.Compose.Mapping;

/// <summary>Limits and reservations as one part of the file gives them.</summary>
internal sealed class ResourceDraft
{
    public Given<long>? CpuLimit { get; set; }

    public Given<long>? MemoryLimit { get; set; }

    public Given<long>? PidsLimit { get; set; }

    public Given<long>? CpuReservation { get; set; }

    public Given<long>? MemoryReservation { get; set; }
}
