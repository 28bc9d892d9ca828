using System.CommandLine;
using System.Runtime.InteropServices;
using Gantry.Commands;
using Gantry.Output;

namespace Gantry;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        // Commands that run a part of the cluster in this process; all others only talk to one.
        var environment = CliEnvironment.OfProcess();
        IReadOnlyList<Command> roles = [ServerCommand.Create(environment)];

        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await CommandLine.RunAsync(args, environment, roles, stopping.Token);

        void Stop(PosixSignalContext signal)
        {
            // The first one ends the command in order; a second one ends the process as the system does it.
            signal.Cancel = !stopping.IsCancellationRequested;
            stopping.Cancel();
        }
    }
}
