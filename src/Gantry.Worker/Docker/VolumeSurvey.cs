using Gantry.Model.Volumes;

namespace Gantry.Worker.Docker;

/// <summary>What an engine's list of volumes tells of this node.</summary>
/// <param name="Foreign">Names of volumes that this cluster did not make. Those that the engine named for a container are nobody's to mount.</param>
/// <param name="Made">Ours, and those of others that are assigned, as the engine has them.</param>
internal sealed record VolumeSurvey(IReadOnlyList<string> Foreign, IReadOnlyList<VolumeSpec> Made);
