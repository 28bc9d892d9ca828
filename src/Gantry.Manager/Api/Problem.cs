using Gantry.Model.Api;

namespace Gantry.Manager.Api;

/// <summary>The problems that the control API answers with, each with its stable code. docs/problem-codes.md lists them; a test compares.</summary>
internal static class Problem
{
    public static ApiProblemException InvalidRequest(string detail) => Of(400, "Bad request", "invalid_request", detail);

    public static ApiProblemException Unauthorized(string detail) => Of(401, "Not signed in", "unauthorized", detail);

    public static ApiProblemException LoginFailed(string detail) => Of(401, "Login failed", "registry_login_failed", detail);

    public static ApiProblemException Forbidden(string detail) => Of(403, "Not allowed", "forbidden", detail);

    public static ApiProblemException NotFound(string detail) => Of(404, "Not found", "not_found", detail);

    public static ApiProblemException MethodNotAllowed(string detail) => Of(405, "Method not allowed", "invalid_request", detail);

    public static ApiProblemException Conflict(string detail) => Of(409, "Conflict", "conflict", detail);

    public static ApiProblemException Ambiguous(string detail) => Of(409, "Ambiguous name", "ambiguous_name", detail);

    public static ApiProblemException RevisionGone(string detail) => Of(410, "Revision gone", "revision_gone", detail);

    public static ApiProblemException LogsGone(string detail) => Of(410, "Logs gone", "logs_gone", detail);

    public static ApiProblemException PreconditionFailed(string detail) => Of(412, "Changed meanwhile", "precondition_failed", detail);

    public static ApiProblemException TooLarge(string detail) => Of(413, "Too large", "too_large", detail);

    public static ApiProblemException UnsupportedMediaType() => Of(415, "Unsupported media type", "invalid_request", "Send application/json.");

    public static ApiProblemException Refused(string detail) => Of(422, "Refused", "refused", detail);

    public static ApiProblemException Refused(IReadOnlyList<string> problems) => new(new ApiProblem(
        "Refused", 422, $"{problems.Count} things stand against it. Nothing was changed.", "refused", problems));

    public static ApiProblemException InvalidCompose(IReadOnlyList<string> problems) => new(new ApiProblem(
        "Invalid compose file", 422, "The compose files cannot be deployed as they are. Nothing was changed.", "invalid_compose", problems));

    public static ApiProblemException TooManyRequests(string detail) => Of(429, "Too many requests", "too_many_requests", detail);

    public static ApiProblemException Internal() => Of(
        500, "Internal error", "internal", "The server failed at this request; its log says why. Nothing is known to be changed: look before you repeat.");

    public static ApiProblemException WorkerUnreachable(string detail) => Of(503, "Worker unreachable", "worker_unreachable", detail);

    public static ApiProblemException StoreUnavailable(string detail) => Of(503, "Store unavailable", "store_unavailable", detail);

    public static ApiProblemException StoreFull(string detail) => Of(507, "Store full", "store_full", detail);

    public static ApiProblemException Of(int status, string title, string code, string detail) =>
        new(new ApiProblem(title, status, detail, code));
}
