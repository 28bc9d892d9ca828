using System.Globalization;
using Gantry.Worker.Docker;
using Gantry.Worker.Docker.Simulated;

namespace Gantry.DockerTests.Docker;

public sealed class SimulatedEngineRegistryContractTests : EngineRegistryContract
{
    private readonly SimulatedEngine _engine = SimulatedEngineContractTests.MakeEngine();
    private int _pushes;

    private protected override IEngine Engine => _engine;

    private protected override RegistryLogin Login { get; } = new("r.example:5000", "anna", "anything");

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    private protected override Task PushAsync(string tag)
    {
        _engine.AddRemoteImage(Image(tag), new SimulatedImage { Content = (++_pushes).ToString(CultureInfo.InvariantCulture) });
        return Task.CompletedTask;
    }

    private protected override string Image(string tag) => $"r.example:5000/team/app:{tag}";
}
