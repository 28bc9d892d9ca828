namespace Gantry.Output;

/// <param name="IsFull"><c>--no-trunc</c>: nothing is shortened.</param>
/// <param name="Above">The item of the row above; null in the first.</param>
internal readonly record struct CellContext<T>(DateTimeOffset Now, bool IsFull, T? Above)
    where T : class
{
    private const string Ellipsis = "…";

    public string Id(string id) => IsFull || id.Length <= Model.Ids.RandomId.ShownLength ? id : id[..Model.Ids.RandomId.ShownLength];

    public string Cut(string text, int length) => IsFull || text.Length <= length ? text : text[..(length - 1)] + Ellipsis;
}
