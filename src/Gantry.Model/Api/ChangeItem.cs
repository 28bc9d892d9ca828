namespace Gantry.Model.Api;

/// <summary>One change of a watched list.</summary>
/// <param name="Type"><c>put</c> or <c>removed</c>.</param>
/// <param name="Id">What the item is known by.</param>
/// <param name="Item">Null when it was removed.</param>
public sealed record ChangeItem<T>(string Type, string Id, string Revision, T? Item)
    where T : class;
