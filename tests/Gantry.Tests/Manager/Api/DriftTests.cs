using System.Text.Json;
using Gantry.Model.Api;
using Gantry.Model.Networks;
using Gantry.Model.Volumes;

namespace Gantry.Tests.Manager.Api;

/// <summary>What exists is not what the file asks for, as long as a worker says so.</summary>
public sealed class DriftTests
{
    private const string Web = """
        services: {web: {image: web:1, networks: [back], volumes: [data:/data]}}
        networks: {back: {internal: true, driver_opts: {com.docker.network.driver.mtu: "1400"}}}
        volumes: {data: {driver_opts: {type: tmpfs, o: "password=secret-1"}}}
        """;

    private static readonly VolumeSpec PlainVolume = new("shop_data");
    private static readonly NetworkSpec PlainNetwork = new("shop_back") { Subnet = "10.128.0.0/25" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_plan_and_every_deploy_warns_of_it_and_none_fails_for_it()
    {
        await using var rig = await MadeAsync(PlainNetwork, PlainVolume);

        var changed = await StrictAsync(rig);
        await rig.WhenThroughAsync();
        var again = await StrictAsync(rig);
        var planned = await ApiRig.ReadAsync(await rig.DeployAsync("shop", Web, "?dryRun=true"), ApiJson.Default.ChangeAnswer);

        Assert.Null(again.DeploymentId);
        Assert.All([changed, again, planned], answer =>
        {
            Assert.Equal(
                [
                    "Network shop_back exists with other options than the file's on n1 (internal: false → true; options: +com.docker.network.driver.mtu) and is used as it is. "
                    + "To have it made anew, remove the stack with 'gantry stack rm shop' and deploy it again.",
                    "Volume shop_data exists with other options than the file's on n1 (options: +o +type) and is used as it is, with its data. "
                    + "To have it made anew, save its data, remove both with 'gantry stack rm --volumes shop' and deploy again.",
                ],
                answer.Warnings);
            Assert.Equal(
                (ChangeKind.None, "exists with other options than the file's on n1 (options: +o +type) and is used as it is"),
                (Assert.Single(answer.Plan.Volumes).Kind, answer.Plan.Volumes[0].Note));
            Assert.StartsWith("exists with other options than the file's on n1 (internal:", Assert.Single(answer.Plan.Networks).Note, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Reads_show_it_until_it_is_made_anew()
    {
        await using var rig = await MadeAsync(PlainNetwork, PlainVolume);
        (await rig.DeployAsync("shop", Web)).Dispose();
        await rig.WhenThroughAsync();

        var network = await rig.GetAsync("/v1/networks/shop_back", ApiJson.Default.NetworkItem);
        var volume = Assert.Single((await rig.GetAsync("/v1/volumes", ApiJson.Default.ListedVolumeItem)).Items);

        Assert.Equal("internal: false → true; options: +com.docker.network.driver.mtu", network.Drift["n1"]);
        Assert.Equal("options: +o +type", volume.Drift["n1"]);

        await SayAsync(rig, rig.Store.Current.FindNetwork("shop_back")!.Spec with { Subnet = "10.128.0.0/25" }, rig.Store.Current.FindVolume("shop_data")!.Spec);

        Assert.Empty((await rig.GetAsync("/v1/networks/shop_back", ApiJson.Default.NetworkItem)).Drift);
        Assert.Empty((await rig.GetAsync("/v1/volumes/shop_data", ApiJson.Default.VolumeItem)).Drift);
        Assert.Empty((await StrictAsync(rig)).Warnings);
    }

    [Fact]
    public async Task A_range_of_the_file_that_came_too_late_is_told()
    {
        await using var rig = await MadeAsync(PlainNetwork, PlainVolume);

        var answer = await ApiRig.ReadAsync(
            await rig.DeployAsync("shop", "services: {web: {image: web:1, networks: [back]}}\nnetworks: {back: {ipam: {config: [{subnet: 10.20.0.0/24}]}}}"),
            ApiJson.Default.ChangeAnswer);

        Assert.Contains("(subnet: 10.128.0.0/25 → 10.20.0.0/24)", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_volume_of_somebody_else_is_theirs_to_remove()
    {
        await using var rig = await MadeAsync(PlainNetwork, PlainVolume with { Labels = new Dictionary<string, string> { ["theirs"] = "1" } }, "shop_data");

        var answer = await ApiRig.ReadAsync(await rig.DeployAsync("shop", Web), ApiJson.Default.ChangeAnswer);

        Assert.Equal(
            "Volume shop_data exists with other options than the file's on n1 (options: +o +type) and is used as it is, with its data. Gantry removes no volume that it did "
            + "not make: save its data, remove the stack with 'gantry stack rm shop', then the volume with 'docker volume rm shop_data' on n1, and deploy again.",
            answer.Warnings[1]);
    }

    private static async Task<ApiRig> MadeAsync(NetworkSpec network, VolumeSpec volume, params string[] foreign)
    {
        var rig = await ApiRig.StartAsync();
        (await rig.DeployAsync("shop", "services: {web: {image: web:1, networks: [back], volumes: [data:/data]}}\nnetworks: {back: {}}\nvolumes: {data: {}}")).Dispose();
        await rig.WhenInServiceAsync("shop", 1);
        await rig.WhenThroughAsync();
        await SayAsync(rig, network, volume, foreign);
        return rig;
    }

    /// <summary>As a heartbeat does it.</summary>
    private static async Task SayAsync(ApiRig rig, NetworkSpec network, VolumeSpec volume, params string[] foreign) => await rig.Store.UpdateAsync(
        tx => tx.Put(tx.State.FindNode("n1")! with { MadeNetworks = [network], MadeVolumes = [volume], ForeignVolumes = foreign }), Ct);

    private static async Task<ChangeAnswer> StrictAsync(ApiRig rig)
    {
        var body = JsonSerializer.Serialize(ApiRig.Compose(Web) with { Strict = true }, ApiJson.Default.DeployRequest);
        return await ApiRig.ReadAsync(await rig.SendAsync(HttpMethod.Put, "/v1/stacks/shop", body), ApiJson.Default.ChangeAnswer);
    }
}
