namespace Gantry.Worker.Docker.Wire;

/// <param name="Rate">Bytes or operations per second.</param>
internal sealed record ThrottleDevice(string Path, long Rate);
