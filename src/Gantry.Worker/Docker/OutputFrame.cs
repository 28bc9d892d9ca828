namespace Gantry.Worker.Docker;

/// <summary>
/// A piece of a process's output, as the engine cut it: at most 16 KiB of a line in logs, any piece elsewhere.
/// The bytes belong to the receiver.
/// </summary>
internal readonly record struct OutputFrame(OutputSource Source, ReadOnlyMemory<byte> Bytes);
