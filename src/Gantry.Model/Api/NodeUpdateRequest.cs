using Gantry.Model.Nodes;

namespace Gantry.Model.Api;

/// <summary>Body of <c>POST /v1/nodes/{id}/update</c>. Null leaves as it is.</summary>
public sealed record NodeUpdateRequest(
    NodeAvailability? Availability = null,
    IReadOnlyDictionary<string, string>? LabelAdd = null,
    IReadOnlyList<string>? LabelRemove = null);
