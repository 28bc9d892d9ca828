using System.Net;
using Gantry.Model.Api;

namespace Gantry.ClusterTests.Testing;

/// <summary>What the server said to a change.</summary>
/// <param name="Change">Null when it refused.</param>
/// <param name="Problem">Null when it did not.</param>
internal sealed record ApiAnswer(HttpStatusCode Status, ChangeAnswer? Change, ApiProblem? Problem)
{
    public string? ContentType { get; init; }

    public bool IsAccepted => Change is not null;
}
