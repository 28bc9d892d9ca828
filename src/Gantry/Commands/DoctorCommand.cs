using System.CommandLine;
using Gantry.Model.Api;
using Gantry.Output;
using Gantry.Output.Shapes;

namespace Gantry.Commands;

/// <summary><c>gantry doctor</c>: everything that must be well, from this client to the engine, and what to do where it is not.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandParts parts) =>
        new Command("doctor", "Check the way from here to the engine, and say what to do about each problem.").Shows(parts, canTruncate: false)
            .Does(parts, async (session, ct) =>
            {
                var checks = await new Checkup(session).RunAsync(ct);
                session.View(CheckShape.Create()).Print(new Listed<CheckItem>(checks, ""));
                return checks.All(c => c.Problem is null) ? ExitCode.Ok : ExitCode.Error;
            });
}
