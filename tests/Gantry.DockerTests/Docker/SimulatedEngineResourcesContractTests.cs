using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

public sealed class SimulatedEngineResourcesContractTests : EngineResourcesContract
{
    private protected override EngineScope Scope { get; } = new(SimulatedEngineContractTests.MakeEngine(), "gt-simulated");

    private protected override CreateContainer Runs() => new() { Image = "sim:runs", Labels = Scope.Labels };
}
