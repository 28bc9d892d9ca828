namespace Gantry.Tests.Compose.EngineKeys;

/// <summary>Every key that reaches a container, with what a real one shows of it.</summary>
internal static class EngineRows
{
    public static readonly IReadOnlyList<EngineRow> All = [.. ProcessRows.All, .. ResourceRows.All, .. MountRows.All, .. NetworkRows.All];
}
