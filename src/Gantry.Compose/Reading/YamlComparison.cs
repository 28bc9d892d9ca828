namespace Gantry.Compose.Reading;

/// <summary>Compares what nodes say, wherever they stand.</summary>
internal static class YamlComparison
{
    /// <summary>The order of a mapping's members means nothing.</summary>
    public static bool AreSame(YamlNode one, YamlNode other) => one.Tag == other.Tag && (one, other) switch
    {
        (YamlNode.Scalar a, YamlNode.Scalar b) => a.Text == b.Text && a.Kind == b.Kind,
        (YamlNode.List a, YamlNode.List b) => a.Items.Count == b.Items.Count && a.Items.Zip(b.Items).All(p => AreSame(p.First, p.Second)),
        (YamlNode.Map a, YamlNode.Map b) => AreSame(a, b),
        _ => false,
    };

    private static bool AreSame(YamlNode.Map one, YamlNode.Map other)
    {
        if (one.Entries.Count != other.Entries.Count)
            return false;
        var others = other.Entries.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
        return one.Entries.All(e => others.TryGetValue(e.Key, out var value) && AreSame(e.Value, value));
    }
}
