using Gantry.Manager.Control;
using Gantry.Manager.State;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api;

/// <summary>Everything that the control API answers with.</summary>
/// <param name="Authenticate">Who a request comes from; null when nobody known: the unix socket's file permission, a token, a certificate.</param>
internal sealed record ControlApi(
    StateStore Store,
    ControlCommands Commands,
    WorkerStreams Streams,
    SystemFacts System,
    Func<HttpContext, Caller?> Authenticate,
    TimeProvider Time);
