using Gantry.Compose.Reading;
using Gantry.Model.Services;

namespace Gantry.Compose.Mapping;

/// <summary>One entry of <c>affinity</c> or <c>anti_affinity</c>.</summary>
/// <param name="Path">For messages: <c>services.web.x-gantry.affinity[0]</c>.</param>
internal sealed record AffinityDraft(ServiceAffinity Affinity, bool IsApart, string Path, SourcePosition At)
{
    public bool MustHold => Affinity.Weight is null;
}
