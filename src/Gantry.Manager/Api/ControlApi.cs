using Gantry.Manager.Control;
using Gantry.Manager.State;
using Gantry.Model.Wire;
using Microsoft.AspNetCore.Http;

namespace Gantry.Manager.Api;

/// <summary>Everything that the control API answers with.</summary>
/// <param name="Authenticate">Who a request comes from; null when nobody known: the unix socket's file permission, a token, a certificate.</param>
/// <param name="Managers">Where workers find managers, <c>https://host:port</c>.</param>
internal sealed record ControlApi(
    StateStore Store,
    ControlCommands Commands,
    WorkerStreams Streams,
    SystemFacts System,
    NodeSigning Signing,
    IManagerLink Link,
    NodeUsages Usages,
    Func<IReadOnlyList<string>> Managers,
    Func<HttpContext, Caller?> Authenticate,
    TimeProvider Time);
