namespace Gantry.Model.Services;

/// <param name="Path">Of the device on the node.</param>
/// <param name="PerSecond">Bytes or operations.</param>
public sealed record BlockIoRate(string Path, long PerSecond);
