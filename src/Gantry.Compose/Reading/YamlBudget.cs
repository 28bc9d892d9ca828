namespace Gantry.Compose.Reading;

/// <summary>
/// What one YAML text may cost. Aliases count as if they were written out: a bomb is small before its aliases are expanded,
/// and every later stage walks the expanded tree.
/// </summary>
internal sealed class YamlBudget
{
    public const int MaxFileBytes = 4 * 1024 * 1024;

    private const int MaxDepth = 100;
    private const int MaxDocuments = 100;
    private const int MaxAliases = 10_000;
    private const int MaxNodes = 500_000;

    // Eight times the largest file: no honest file repeats all of itself more often.
    private const long MaxCharacters = 8L * MaxFileBytes;

    private int _aliases;
    private int _documents;

    /// <summary>Nodes so far, aliases expanded.</summary>
    public int Nodes { get; private set; }

    /// <summary>Characters of text so far, aliases expanded.</summary>
    public long Characters { get; private set; }

    public static void CheckDepth(int depth, SourcePosition at)
    {
        if (depth > MaxDepth)
            throw new YamlRefusedException(at, "yaml_too_deep", $"Lists and mappings are nested more than {MaxDepth} deep.");
    }

    public void SpendAlias(SourcePosition at)
    {
        if (++_aliases > MaxAliases)
            throw new YamlRefusedException(at, "yaml_too_large", $"The file has more than {MaxAliases:N0} aliases.");
    }

    public void SpendDocument(SourcePosition at)
    {
        if (++_documents > MaxDocuments)
            throw new YamlRefusedException(at, "yaml_too_large", $"The file has more than {MaxDocuments} documents.");
    }

    public void Spend(int nodes, long characters, SourcePosition at)
    {
        Nodes += nodes;
        Characters += characters;
        if (Nodes > MaxNodes || Characters > MaxCharacters)
        {
            throw new YamlRefusedException(
                at,
                "yaml_too_large",
                $"With its aliases expanded the file has more than {MaxNodes:N0} values or {MaxCharacters / (1024 * 1024)} MiB of text.");
        }
    }
}
