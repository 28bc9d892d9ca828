using Gantry.Model.Services;
using Gantry.Model.Tasks;

namespace Gantry.Model.Api;

/// <param name="Node">The node's name; null while there is none.</param>
/// <param name="State">The short word: <c>pending preparing ready starting running complete failed shutdown orphaned</c>.</param>
/// <param name="Observed">All that is known of the run.</param>
public sealed record TaskItem(
    TaskId Id,
    string Name,
    string Stack,
    string Service,
    ServiceId ServiceId,
    int Slot,
    int Revision,
    string Image,
    string? Node,
    DesiredState Desired,
    string State,
    bool InService,
    int RestartCount,
    IReadOnlyList<string> Ports,
    DateTimeOffset CreatedAt,
    ObservedTask Observed)
{
    /// <summary>What <c>scale</c> and <c>update</c> changed of its service since the deploy, one sentence each; empty once it is to stop.</summary>
    public IReadOnlyList<string> Overrides { get; init => field = value ?? []; } = [];
}
