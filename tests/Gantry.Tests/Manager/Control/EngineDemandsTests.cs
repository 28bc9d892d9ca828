using Gantry.Manager.Control;
using Gantry.Model.Nodes;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Manager.Control;

/// <summary>What engines are too old for is refused when it is deployed.</summary>
public sealed class EngineDemandsTests
{
    [Theory]
    [InlineData("1.42", "1.41", true)]
    [InlineData("1.42", "1.43", false)]
    [InlineData("1.42", "", false)]
    [InlineData(null, null, false)]
    public async Task What_no_engine_in_the_cluster_is_new_enough_for_is_refused_by_name(string? first, string? second, bool isRefused)
    {
        await using var rig = await ChangeRig.OpenAsync();
        foreach (var (name, api) in new[] { ("a", first), ("b", second) })
        {
            if (api is not null)
                await rig.AddNodeAsync(name, NodeFacts.Unknown with { EngineApiVersion = api });
        }

        var web = Web() with { Container = Web().Container with { Annotations = new Dictionary<string, string> { ["a"] = "b" } } };

        var outcome = await rig.DeployAsync(Shop(web));

        if (!isRefused)
        {
            Assert.IsType<ChangeOutcome.Made>(outcome);
        }
        else
        {
            Assert.Equal(
                "Service 'web': annotations needs an engine with API 1.43 (Docker Engine 24.0), and no node has one (a speaks 1.42, b speaks 1.41). Upgrade an engine, or remove it.",
                Assert.IsType<ChangeOutcome.Refused>(outcome).Reason);
        }
    }

    [Theory]
    [InlineData("1.44", "1.41", "b speaks 1.41")]
    [InlineData("1.43", "1.41", "a speaks 1.43, b speaks 1.41")]
    [InlineData("1.44", "", null)]
    public async Task How_often_a_starting_container_is_checked_is_left_out_on_an_older_engine_with_a_warning(string first, string second, string? older)
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.AddNodeAsync("a", NodeFacts.Unknown with { EngineApiVersion = first });
        await rig.AddNodeAsync("b", NodeFacts.Unknown with { EngineApiVersion = second });
        var web = Web() with { Container = Web().Container with { HealthCheck = new HealthCheck(["CMD", "true"], StartInterval: TimeSpan.FromSeconds(1)) } };
        string[] warnings = older is null ? [] : [$"Service 'web': healthcheck.start_interval needs an engine with API 1.44 (Docker Engine 25.0) and is left out on an older one ({older}): there a container that starts is checked every healthcheck.interval."];

        var strict = await rig.ApplyAsync(context => ChangeRig.Deployer().Apply(context, new PreparedDeploy(Shop(web), [], [], Prune: true, StackCondition.None) { IsStrict = true }));
        if (older is null)
            Assert.IsType<ChangeOutcome.Made>(strict);
        else
            Assert.Equal(warnings, Assert.IsType<ChangeOutcome.InvalidCompose>(strict).Problems);

        Assert.Equal(warnings, (await rig.DeployAsync(Shop(web))).Warnings);
        Assert.Equal(warnings, (await rig.DeployAsync(Shop(web))).Warnings);
    }

    [Fact]
    public async Task Each_key_that_every_engine_is_too_old_for_is_named()
    {
        await using var rig = await ChangeRig.OpenAsync();
        await rig.AddNodeAsync("a", NodeFacts.Unknown with { EngineApiVersion = "1.41" });
        var container = Web().Container with
        {
            Annotations = new Dictionary<string, string> { ["a"] = "b" },
            Mounts =
            [
                new Mount(MountType.Volume, null, "/v") { Subpath = "s" },
                new Mount(MountType.Bind, "/a", "/a") { Recursive = "disabled" },
                new Mount(MountType.Bind, "/b", "/b", ReadOnly: true) { Recursive = "writable", CreateHostPath = true },
            ],
            Networks = [new NetworkAttachment("n", []) { MacAddress = "02:42:ac:11:65:43" }, new NetworkAttachment("m", []) { MacAddress = "02:42:ac:11:65:44", GatewayPriority = 1 }],
        };

        var refused = Assert.IsType<ChangeOutcome.Refused>(await rig.DeployAsync(Shop(Web() with { Container = container })));

        string[] named =
        [
            "annotations needs an engine with API 1.43", "volumes.bind.recursive with create_host_path needs an engine with API 1.42",
            "volumes.bind.recursive needs an engine with API 1.44", "volumes.volume.subpath needs an engine with API 1.45",
            "networks.gw_priority needs an engine with API 1.48", "mac_address on another network than the first needs an engine with API 1.44",
        ];
        Assert.All(named, n => Assert.Contains(n, refused.Reason, StringComparison.Ordinal));
    }

    private static StackSpec Shop(params ServiceSpec[] services) => new("shop", services, [], []);

    private static ServiceSpec Web() => new("web", new ContainerSpec("web:1"));
}
