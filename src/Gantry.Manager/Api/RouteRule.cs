using Gantry.Manager.Control;

namespace Gantry.Manager.Api;

/// <summary>What every route says of itself: who may use it, and what the OpenAPI document tells. A route without one is not served.</summary>
internal sealed record RouteRule(Access Access, string Summary)
{
    /// <summary>Query parameters: name and meaning.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Query { get; init; } = [];

    /// <summary>Request headers: name and meaning.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Headers { get; init; } = [];

    /// <summary>Statuses of problems that it may answer with, beside those of any route: 400, 401, 403 and 500.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];

    /// <summary>It answers with server-sent events when that is asked for.</summary>
    public bool CanWatch { get; init; }

    /// <summary>Between a worker and its manager: the OpenAPI document leaves it out.</summary>
    public bool IsLink { get; init; }

    /// <summary>Null: no body.</summary>
    public Type? Request { get; init; }

    /// <summary>Null: not JSON.</summary>
    public Type? Response { get; init; }

    /// <summary>Of a good answer.</summary>
    public string ContentType { get; init; } = "application/json";
}
