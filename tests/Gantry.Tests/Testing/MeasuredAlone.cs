namespace Gantry.Tests.Testing;

/// <summary>Tests that measure memory or time of the process run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    public const string Name = "measured alone";
}
