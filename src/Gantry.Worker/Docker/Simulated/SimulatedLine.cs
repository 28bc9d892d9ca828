namespace Gantry.Worker.Docker.Simulated;

/// <summary>A line to a process that has written all it will write and reads whatever it is sent.</summary>
internal sealed class SimulatedLine(byte[] output) : MemoryStream(output, writable: false)
{
    public override bool CanWrite => true;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.CompletedTask;
}
