using System.CommandLine;
using Gantry.Doctor;
using Gantry.Model.Api;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry doctor</c>: everything that must be well, on this machine and on the way to the server, and what to do where it is not.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandParts parts)
    {
        var machine = new DoctorOptions();
        var command = new Command("doctor", "Check this machine as one that is or will be a server or worker, and the way to the server; say what to do about each problem.");
        machine.AddTo(command);
        return command.Shows(parts, canTruncate: false).Does(parts, async (session, ct) =>
        {
            var checks = await RunAsync(session, machine, ct);
            session.View(CheckShape.Create()).Print(new Listed<CheckItem>(checks, ""));
            return checks.Any(c => c.Result == CheckResult.Fail) ? ExitCode.Error : ExitCode.Ok;
        });
    }

    private static async Task<IReadOnlyList<CheckItem>> RunAsync(Session session, DoctorOptions machine, CancellationToken ct)
    {
        var target = machine.Read(session);
        var probe = new MachineProbe(target, session.Time);
        var folder = OperatingSystem.IsLinux() ? probe.Folder() : null;
        var way = new Checkup(session, folder);
        List<CheckItem> checks = [];

        // A computer from which somebody else's cluster is used needs no engine.
        if (folder is not null && (machine.IsGiven(session) || folder is { HasServer: true } or { HasNode: true } or { IsReadable: false } || !way.IsElsewhere))
            checks.AddRange(MachineChecks.Of(await probe.ReadAsync(ct), target.Engine.ToString(), session.Time.GetUtcNow()));
        checks.AddRange(await way.RunAsync(ct));
        return checks;
    }
}
