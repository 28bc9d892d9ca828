using System.Collections.Immutable;
using System.Text.Json;

namespace Gantry.Worker.Docker;

/// <summary>
/// What a list or an event stream shall contain. Values of one key are alternatives, except labels, which must all match.
/// </summary>
internal sealed record EngineFilter
{
    public static readonly EngineFilter None = new();

    public ImmutableSortedDictionary<string, ImmutableList<string>> Terms { get; private init; } =
        ImmutableSortedDictionary.Create<string, ImmutableList<string>>(StringComparer.Ordinal);

    /// <param name="label"><c>key</c> or <c>key=value</c>.</param>
    public static EngineFilter Label(string label) => None.And("label", label);

    public EngineFilter And(string key, string value) =>
        this with { Terms = Terms.SetItem(key, Terms.GetValueOrDefault(key, []).Add(value)) };

    /// <returns>The <c>filters</c> query value; null when there is nothing to filter.</returns>
    public string? ToQuery()
    {
        if (Terms.IsEmpty)
            return null;
        return JsonSerializer.Serialize(
            Terms.ToDictionary(t => t.Key, t => (IReadOnlyList<string>)t.Value), DockerJson.Default.FilterTerms);
    }
}
