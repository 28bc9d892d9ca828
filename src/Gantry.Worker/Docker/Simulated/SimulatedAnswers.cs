using System.Net;

namespace Gantry.Worker.Docker.Simulated;

/// <summary>Refusals in the words and with the codes of engine 20.10, as the contract tests compare them.</summary>
internal static class SimulatedAnswers
{
    public static EngineException NotFound(EngineCall call, string what) =>
        EngineException.Refused(HttpStatusCode.NotFound, call, what);

    public static EngineException NoSuchContainer(EngineCall call, string container) =>
        NotFound(call, $"No such container: {container}");

    public static EngineException Conflict(EngineCall call, string what) =>
        EngineException.Refused(HttpStatusCode.Conflict, call, what);

    public static EngineException Forbidden(EngineCall call, string what) =>
        EngineException.Refused(HttpStatusCode.Forbidden, call, what);

    public static EngineException BadRequest(EngineCall call, string what) =>
        EngineException.Refused(HttpStatusCode.BadRequest, call, what);

    public static EngineException ServerError(EngineCall call, string what) =>
        EngineException.Refused(HttpStatusCode.InternalServerError, call, what);
}
