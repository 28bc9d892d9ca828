using Gantry.Client;

namespace Gantry.Commands;

/// <param name="Since">RFC 3339.</param>
/// <param name="Tail">Null: all lines.</param>
internal sealed record LogQuery(bool Follow, string? Since, string? Until, string? Tail)
{
    public string AddTo(string path) => ApiPath.With(
        path, ("follow", ApiPath.Flag(Follow)), ("since", Since), ("until", Until), ("tail", Tail));
}
