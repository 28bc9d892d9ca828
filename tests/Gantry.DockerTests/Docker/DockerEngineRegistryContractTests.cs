using Gantry.DockerTests.Testing;
using Gantry.Worker.Docker;

namespace Gantry.DockerTests.Docker;

public sealed class DockerEngineRegistryContractTests(LocalEngine local) : EngineRegistryContract
{
    private LocalRegistry _registry = null!;

    private protected override IEngine Engine => local.Engine;

    private protected override RegistryLogin Login => _registry.Login;

    public override async ValueTask InitializeAsync() => _registry = await LocalRegistry.StartAsync(TestContext.Current.CancellationToken);

    // Ballast is random: no two pushes are alike.
    private protected override Task PushAsync(string tag) => _registry.PushAsync("team/app", tag, TestContext.Current.CancellationToken, ballastBytes: 1_024);

    private protected override string Image(string tag) => $"{_registry.Host}/team/app:{tag}";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _registry.DisposeAsync();
    }
}
