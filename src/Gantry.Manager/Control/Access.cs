namespace Gantry.Manager.Control;

/// <summary>What a route asks of its caller. Each level includes those before it.</summary>
internal enum Access
{
    /// <summary>Nobody is asked who they are.</summary>
    Public,
    Read,

    /// <summary>Change stacks and services, run commands in containers.</summary>
    Write,

    /// <summary>Change nodes and credentials.</summary>
    Admin,

    /// <summary>The worker link, for the node that the address names. Nobody else may, and a node may nothing else.</summary>
    Node,
}
