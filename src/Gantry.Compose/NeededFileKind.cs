namespace Gantry.Compose;

public enum NeededFileKind
{
    EnvFile,

    LabelFile,

    /// <summary>A file that <c>security_opt</c> names.</summary>
    SeccompProfile,

    /// <summary>A file that <c>extends</c> names.</summary>
    Compose,
}
