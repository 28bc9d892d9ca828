using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

public sealed class DockerEngineContractTests(LocalEngine local) : EngineContract
{
    private protected override EngineScope Scope { get; } = local.NewScope();

    private protected override CreateContainer Runs() => Scope.Shell("sleep 600");

    private protected override CreateContainer Exits(int code) => Scope.Shell($"exit {code}");

    private protected override CreateContainer FailsToStart() => Scope.Shell("") with { Cmd = ["/no/such/program"] };

    private protected override CreateContainer IgnoresItsStopSignal() =>
        Scope.Shell("trap '' TERM; while true; do sleep 1; done") with { StopSignal = "SIGTERM" };

    private protected override CreateContainer BecomesHealthy() => Runs() with
    {
        Healthcheck = new HealthcheckConfig { Test = ["CMD", "true"], Interval = 1_000_000_000 },
    };

    private protected override CreateContainer Writes() => Scope.Shell("echo one; echo two; echo three");

    private protected override CreateExec Command() => new(["sh", "-c", "echo hi; exit 5"]);
}
