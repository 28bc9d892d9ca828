namespace Gantry.Compose;

public enum NeededFileKind
{
    EnvFile,

    /// <summary>A file that <c>extends</c> names.</summary>
    Compose,
}
