using Gantry.Model.Networks;

namespace Gantry.Worker.Docker;

/// <summary>What an engine's list of networks tells of this node.</summary>
/// <param name="ForeignRanges">Not ours to give: those of other networks of the engine, and of the machine's interfaces. CIDR.</param>
/// <param name="Made">Ours that are assigned, as the engine has them.</param>
internal sealed record NetworkSurvey(IReadOnlyList<string> ForeignRanges, IReadOnlyList<NetworkSpec> Made);
