namespace Gantry.Commands;

/// <summary>Kinds of names that completion offers.</summary>
internal enum NameKind
{
    Stack,
    Service,
    Task,
    ServiceOrTask,
    StackServiceOrTask,
    Node,
    Deployment,
    Context,
    Registry,
}
