namespace Gantry.Output;

/// <param name="Header">Upper case; without its spaces also a field of <c>--format</c>.</param>
/// <param name="IsWide">Only with <c>-o wide</c>.</param>
internal sealed record Column<T>(string Header, Func<T, CellContext<T>, string> Text, bool IsWide = false)
    where T : class;
