using Gantry.Remote;

namespace Gantry.Commands;

/// <summary>What <c>gantry node add</c> was asked for.</summary>
/// <param name="Name">Null: its hostname.</param>
/// <param name="Join">The manager's address as that machine reaches it; null: as the manager calls itself.</param>
/// <param name="MayInstall">False: what is missing is told instead.</param>
internal sealed record NodeAddRequest(string? Name, string? Join, bool MayInstall, IReadOnlyDictionary<string, string> Labels, CarriedBinary Binary);
