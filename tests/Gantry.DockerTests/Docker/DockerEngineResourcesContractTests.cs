using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker.Wire;

namespace Gantry.DockerTests.Docker;

public sealed class DockerEngineResourcesContractTests(LocalEngine local) : EngineResourcesContract
{
    private protected override EngineScope Scope { get; } = local.NewScope();

    private protected override CreateContainer Runs() => Scope.Shell("sleep 600");
}
