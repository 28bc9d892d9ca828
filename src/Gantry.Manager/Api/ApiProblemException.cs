using Gantry.Model.Api;

namespace Gantry.Manager.Api;

/// <summary>The request cannot be answered; what the caller gets to read. Caught at the front of the pipeline.</summary>
internal sealed class ApiProblemException(ApiProblem problem) : Exception(problem.Detail)
{
    public ApiProblem Problem => problem;
}
