namespace Gantry.Manager.Allocate;

/// <summary>A node port for a published port written without one, or why there is none.</summary>
internal abstract record PortChoice
{
    private PortChoice()
    {
    }

    internal sealed record Chosen(int Published) : PortChoice;

    /// <param name="Reason">For people.</param>
    internal sealed record Exhausted(string Reason) : PortChoice;
}
