namespace Gantry.Worker.Docker.Wire;

/// <summary>An image as its registry has it.</summary>
internal sealed record RegistryImage
{
    public required RegistryDescriptor Descriptor { get; init; }
}
