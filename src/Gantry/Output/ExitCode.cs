namespace Gantry.Output;

/// <summary>What the command line answers to scripts. The table for people is docs/exit-codes.md; a test compares them.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Error = 1;
    public const int Usage = 2;

    /// <summary>Only with <c>--detailed-exitcode</c>.</summary>
    public const int PlanHasChanges = 3;

    public const int DeploymentFailed = 4;

    /// <summary>Waited for long enough; the deployment goes on.</summary>
    public const int TimedOut = 5;

    /// <summary>Waited for long enough, and a task still fits on no node.</summary>
    public const int PlacementBlocked = 6;

    public const int Validation = 7;
    public const int Conflict = 8;
    public const int NotFound = 9;
    public const int Unauthorised = 10;
    public const int Unreachable = 11;

    /// <summary>Some of what was asked for was done or shown, and the rest was not.</summary>
    public const int Partial = 12;

    /// <summary>A server refuses its data: damaged, written by a newer version, or in use by another server.</summary>
    public const int StoreRefused = 13;

    // 125 to 127 as docker has them, for exec.
    public const int ExecFailed = 125;
    public const int ExecCannotInvoke = 126;
    public const int ExecNotFound = 127;

    public const int Interrupted = 130;
}
