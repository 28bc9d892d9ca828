namespace Gantry.Commands;

/// <summary>Kinds of names that completion offers.</summary>
internal enum NameKind
{
    Stack,
    Service,
    Task,
    ServiceOrTask,
    Node,
    Deployment,
    Context,
}
