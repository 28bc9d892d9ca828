using System.Diagnostics;

namespace Gantry.Model.Faults;

/// <summary>
/// A named step at which a test can kill the process, as <c>kill -9</c> would. Off unless the process was started with
/// <c>GANTRY_FAILPOINT=name</c> or <c>name:n</c> (the n-th time it is passed); nothing but the environment can switch it on.
/// </summary>
public static class Failpoint
{
    public const string Variable = "GANTRY_FAILPOINT";

    private static readonly string? Armed = Environment.GetEnvironmentVariable(Variable);
    private static int _passed;

    public static void Pass(string name)
    {
        if (Armed is not null)
            PassArmed(name, Armed);
    }

    private static void PassArmed(string name, string armed)
    {
        var parts = armed.Split(':', 2);
        var killAt = parts.Length == 2 && int.TryParse(parts[1], out var n) ? n : 1;
        if (parts[0] != name || Interlocked.Increment(ref _passed) != killAt)
            return;

        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
