namespace Gantry.Manager.State;

/// <summary>What the store holds. The numbers are written to disk: never change or reuse one.</summary>
internal enum NounKind
{
    Settings = 1,
    Stack = 2,
    StackRevision = 3,
    Service = 4,
    ServiceRevision = 5,
    Task = 6,
    Node = 7,
    Network = 8,
    Volume = 9,
    Deployment = 10,
    Registry = 11,
    JoinToken = 12,
}
