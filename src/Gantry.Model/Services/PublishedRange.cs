namespace Gantry.Model.Services;

/// <summary>Ports of which one is chosen.</summary>
/// <param name="First">From 1.</param>
/// <param name="Last">At least <paramref name="First"/>, to 65535.</param>
public sealed record PublishedRange(int First, int Last)
{
    public override string ToString() => $"{First}-{Last}";
}
