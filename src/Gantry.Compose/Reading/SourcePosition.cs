namespace Gantry.Compose.Reading;

/// <summary>Where a piece of text stands. Line and column count from 1.</summary>
internal readonly record struct SourcePosition(string File, int Line, int Column);
