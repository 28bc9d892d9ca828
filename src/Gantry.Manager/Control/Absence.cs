namespace Gantry.Manager.Control;

/// <summary>Words for what is not there.</summary>
internal static class Absence
{
    public static ChangeOutcome OfStack(string name) =>
        new ChangeOutcome.NotFound($"There is no stack '{name}'. 'gantry stack ls' lists them.");

    public static ChangeOutcome OfService(string name) =>
        new ChangeOutcome.NotFound($"There is no service '{name}' any more. 'gantry service ls' lists them.");
}
