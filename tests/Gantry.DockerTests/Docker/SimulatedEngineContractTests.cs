using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker.Simulated;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

public sealed class SimulatedEngineContractTests : EngineContract
{
    private protected override EngineScope Scope { get; } = new(MakeEngine(), "gt-simulated");

    private protected override CreateContainer Runs() => Of("sim:runs");

    private protected override CreateContainer Exits(int code) => Of($"sim:exit-{code}");

    private protected override CreateContainer FailsToStart() => Of("sim:fails-to-start");

    private protected override CreateContainer IgnoresItsStopSignal() => Of("sim:stops-after-1m");

    private protected override CreateContainer BecomesHealthy() => Of("sim:healthy-after-100ms");

    private protected override CreateContainer Writes() => Of("writes:v1");

    private protected override CreateExec Command() => new(["hi"]);

    internal static SimulatedEngine MakeEngine()
    {
        var engine = new SimulatedEngine(TimeProvider.System, "contract");
        engine.AddLocalImage("sim:runs", new SimulatedImage { Exec = _ => new SimulatedOutcome(ExitCode: 5, "hi\n") });
        engine.AddLocalImage("writes:v1", new SimulatedImage { RunsFor = TimeSpan.Zero, Output = ["one", "two", "three"] });
        foreach (var image in (string[])["sim:exit-3", "sim:fails-to-start", "sim:stops-after-1m", "sim:healthy-after-100ms"])
            engine.AddLocalImage(image);
        return engine;
    }

    private CreateContainer Of(string image) => new() { Image = image, Labels = Scope.Labels };
}
