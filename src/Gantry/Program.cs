using System.Runtime.InteropServices;
using Gantry.Commands;
using Gantry.Output;

namespace Gantry;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var environment = CliEnvironment.OfProcess();

        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await CommandLine.RunAsync(args, environment, () => [ServerCommand.Create(environment), WorkerCommand.Create(environment)], stopping.Token);

        void Stop(PosixSignalContext signal)
        {
            // The first one ends the command in order; a second one ends the process as the system does it.
            signal.Cancel = !stopping.IsCancellationRequested;
            stopping.Cancel();
        }
    }
}
