namespace Gantry.Compose.Reading;

/// <summary>A YAML document as a tree that knows where each part came from. Aliases are expanded: they share nodes.</summary>
internal abstract record YamlNode
{
    private YamlNode(SourcePosition position) => Position = position;

    public SourcePosition Position { get; init; }

    public MergeTag Tag { get; init; }

    public bool IsNull => this is Scalar { Kind: ScalarKind.Null };

    /// <summary>How messages call this kind of node.</summary>
    public string KindName => this switch
    {
        Map => "a mapping",
        List => "a list",
        Scalar { Kind: ScalarKind.Null } => "empty",
        Scalar { Kind: ScalarKind.Bool } => "a boolean",
        Scalar { Kind: ScalarKind.Integer or ScalarKind.Float } => "a number",
        _ => "text",
    };

    public static Scalar TextAt(SourcePosition at, string text) => new(at, text, ScalarKind.Text);

    public static Scalar FlagAt(SourcePosition at, bool value) => new(at, value ? "true" : "false", ScalarKind.Bool);

    public static Scalar NullAt(SourcePosition at) => new(at, "", ScalarKind.Null);

    /// <param name="Text">As written, without quotes.</param>
    internal sealed record Scalar(SourcePosition Position, string Text, ScalarKind Kind) : YamlNode(Position);

    internal sealed record List(SourcePosition Position, IReadOnlyList<YamlNode> Items) : YamlNode(Position);

    internal sealed record Map(SourcePosition Position, IReadOnlyList<YamlEntry> Entries) : YamlNode(Position)
    {
        public YamlNode? this[string key] => Find(key)?.Value;

        public YamlEntry? Find(string key)
        {
            foreach (var entry in Entries)
            {
                if (entry.Key == key)
                    return entry;
            }

            return null;
        }

        /// <summary>The same map with a member replaced in place, or added at the end.</summary>
        public Map With(string key, SourcePosition at, YamlNode value)
        {
            var entries = new List<YamlEntry>(Entries);
            var index = entries.FindIndex(e => e.Key == key);
            if (index < 0)
                entries.Add(new YamlEntry(key, at, value));
            else
                entries[index] = entries[index] with { Value = value };
            return this with { Entries = entries };
        }

        public Map Without(string key) =>
            Find(key) is null ? this : this with { Entries = [.. Entries.Where(e => e.Key != key)] };
    }
}
