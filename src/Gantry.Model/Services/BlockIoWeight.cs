namespace Gantry.Model.Services;

/// <param name="Path">Of the device on the node.</param>
public sealed record BlockIoWeight(string Path, int Weight);
