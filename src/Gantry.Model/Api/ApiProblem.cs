namespace Gantry.Model.Api;

/// <summary><c>application/problem+json</c> (RFC 9457) with a stable code.</summary>
/// <param name="Detail">What happened, to which thing, and what to do next.</param>
/// <param name="Code">Stable; docs/problem-codes.md says of each what to do.</param>
/// <param name="Problems">Where there are several: each by itself. Of compose files they are formatted, with place and hint.</param>
public sealed record ApiProblem(string Title, int Status, string Detail, string Code, IReadOnlyList<string>? Problems = null);
