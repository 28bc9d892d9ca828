using Gantry.Model.Wire;

namespace Gantry.Manager.Control;

/// <summary>What became of a machine's wish to be a node. A closed set: the constructor is private.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    public sealed record Admitted(JoinAnswer Answer) : Admission;

    /// <summary>The token is not good, or not for this.</summary>
    public sealed record Forbidden(string Reason) : Admission;

    /// <summary>The request cannot be read.</summary>
    public sealed record Invalid(string Reason) : Admission;
}
