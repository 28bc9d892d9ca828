namespace Gantry.Compose.Reading;

/// <summary>One member of a mapping.</summary>
internal sealed record YamlEntry(string Key, SourcePosition KeyPosition, YamlNode Value);
