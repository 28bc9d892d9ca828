namespace Gantry.Compose.Reading;

/// <summary>What a scalar is by YAML 1.2's core schema: <c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c> and <c>22:22</c> are text.</summary>
internal enum ScalarKind
{
    Text,
    Null,
    Bool,
    Integer,
    Float,
}
