using Gantry.Model.Services;

namespace Gantry.Model.Api;

/// <param name="State"><c>running</c>, <c>updating</c>, <c>degraded</c>, <c>stopped</c>, <c>removing</c>, or <c>complete</c>: all tasks of a job have done what they were for.</param>
/// <param name="Overrides">What <c>scale</c> and <c>update</c> changed since the deploy, one sentence each.</param>
/// <param name="Blocked">What stands in the way, for people; null while all is well.</param>
public sealed record ServiceItem(
    ServiceId Id,
    string Stack,
    string Name,
    string FullName,
    string State,
    ServiceMode Mode,
    string Image,
    int Wanted,
    int Running,
    int InService,
    int Revision,
    IReadOnlyList<string> Ports,
    IReadOnlyList<string> Overrides,
    string? Blocked,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    ServiceSpec Spec);
