using Gantry.Compose.Reading;

namespace Gantry.Compose.Mapping;

/// <summary>A value and where it was given.</summary>
internal sealed record Given<T>(T Value, SourcePosition At);
