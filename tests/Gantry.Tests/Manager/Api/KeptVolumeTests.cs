using Gantry.Model.Api;
using Gantry.Model.Volumes;

namespace Gantry.Tests.Manager.Api;

/// <summary>What a removed stack left on its nodes is listed, for whoever looks for the data.</summary>
public sealed class KeptVolumeTests
{
    private const string Web = "services: {web: {image: web:1, volumes: [data:/data]}}\nvolumes: {data: {}}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_volume_whose_stack_is_gone_is_listed_as_kept_until_a_stack_names_it_again()
    {
        await using var rig = await ApiRig.StartAsync();
        await rig.Store.UpdateAsync(tx => tx.Put(tx.State.FindNode("n1")! with { MadeVolumes = [new VolumeSpec("shop_data")] }), Ct);

        var kept = Assert.Single((await rig.GetAsync("/v1/volumes", ApiJson.Default.ListedVolumeItem)).Items);
        Assert.Equal(("shop_data", null, true), (kept.Name, kept.Stack, kept.Kept));
        Assert.Equal(["n1"], kept.Nodes);
        Assert.True((await rig.GetAsync("/v1/volumes/shop_data", ApiJson.Default.VolumeItem)).Kept);

        (await rig.DeployAsync("shop", Web)).Dispose();
        await rig.WhenInServiceAsync("shop", 1);

        var used = Assert.Single((await rig.GetAsync("/v1/volumes", ApiJson.Default.ListedVolumeItem)).Items);
        Assert.Equal(("shop", false), (used.Stack, used.Kept));
    }
}
