namespace Gantry.Manager.Dispatch;

/// <summary>How workers find managers and know them.</summary>
/// <param name="Managers">Addresses, <c>https://host:port</c>.</param>
/// <param name="Authorities">PEM of every CA that managers may be signed by.</param>
internal sealed record ManagerWay(Func<IReadOnlyList<string>> Managers, Func<string> Authorities);
