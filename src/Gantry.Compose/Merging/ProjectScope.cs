namespace Gantry.Compose.Merging;

/// <summary>What the text of a compose file is read with: the project's own, or what <c>include</c> says.</summary>
/// <param name="Folder">Where relative paths start, from the project folder.</param>
/// <param name="OwnVariables">Those of <paramref name="Variables"/> that the project does not have: from env files of <c>include</c>.</param>
/// <param name="Chain">The files that include this text, outermost first, by clean path.</param>
internal sealed record ProjectScope(
    string Folder,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyDictionary<string, string> OwnVariables,
    IReadOnlyList<string> Chain,
    bool IsIncluded);
