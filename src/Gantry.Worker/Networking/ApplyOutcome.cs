namespace Gantry.Worker.Networking;

internal enum ApplyOutcome
{
    /// <summary>The kernel already had exactly this.</summary>
    Unchanged,

    /// <summary>The set differs from the last one, or this process has not applied one yet.</summary>
    Applied,

    /// <summary>The set is the same; somebody had changed the kernel's rules behind our back.</summary>
    Repaired,
}
