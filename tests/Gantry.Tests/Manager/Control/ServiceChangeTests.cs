using Gantry.Manager.Control;
using Gantry.Model.Api;
using Gantry.Model.Services;
using Gantry.Model.Stacks;

namespace Gantry.Tests.Manager.Control;

public sealed class ServiceChangeTests
{
    [Fact]
    public async Task Scaling_is_an_override_until_the_files_number_is_back()
    {
        await using var rig = await DeployedAsync();

        Assert.IsType<ChangeOutcome.Made>(await ScaleAsync(rig, 3));
        Assert.Equal(3, rig.Service("web").Overrides.Replicas);
        Assert.IsType<ChangeOutcome.Unchanged>(await ScaleAsync(rig, 3));
        Assert.IsType<ChangeOutcome.Made>(await ScaleAsync(rig, 1));
        Assert.True(rig.Service("web").Overrides.IsEmpty);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10_001)]
    public async Task A_number_of_replicas_out_of_bounds_is_refused(int replicas)
    {
        await using var rig = await DeployedAsync();

        Assert.IsType<ChangeOutcome.Refused>(await ScaleAsync(rig, replicas));
    }

    [Fact]
    public async Task A_global_service_cannot_be_scaled()
    {
        await using var rig = await DeployedAsync(ServiceMode.Global);

        var refused = Assert.IsType<ChangeOutcome.Refused>(await ScaleAsync(rig, 3));

        Assert.Contains("global", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Updates_add_up_and_undo_each_other()
    {
        await using var rig = await DeployedAsync();

        await UpdateAsync(rig, new UpdateRequest(Image: "web:2", EnvAdd: new Dictionary<string, string> { ["B"] = "2" }, EnvRemove: ["A"]));
        Assert.Equal(["B"], rig.Service("web").Spec.Container.Environment.Keys);
        Assert.Equal(["image web:2 (file: web:1)", "environment +B", "environment -A"], OverrideText.Of(rig.Service("web")));

        await UpdateAsync(rig, new UpdateRequest(Image: "web:1", EnvAdd: new Dictionary<string, string> { ["A"] = "1" }, EnvRemove: ["B"]));
        Assert.True(rig.Service("web").Overrides.IsEmpty);
    }

    [Fact]
    public async Task An_update_that_changes_nothing_makes_nothing_unless_forced()
    {
        await using var rig = await DeployedAsync();
        var revision = rig.Service("web").Revision;

        Assert.IsType<ChangeOutcome.Unchanged>(await UpdateAsync(rig, new UpdateRequest(Image: "web:1")));
        Assert.Equal(revision, rig.Service("web").Revision);
        Assert.IsType<ChangeOutcome.Made>(await UpdateAsync(rig, new UpdateRequest(Force: true)));
        Assert.Equal(revision + 1, rig.Service("web").Revision);
    }

    [Fact]
    public async Task A_restart_makes_new_containers_of_the_same()
    {
        await using var rig = await DeployedAsync();
        var before = rig.Service("web");

        Assert.IsType<ChangeOutcome.Made>(await rig.ApplyAsync(c => RestartService.Apply(c, before.Id, ServiceCondition.None)));

        Assert.Equal(before.Revision + 1, rig.Service("web").Revision);
        Assert.True(rig.Service("web").Overrides.IsEmpty);
    }

    [Fact]
    public async Task A_removed_service_goes_and_is_not_found_again()
    {
        await using var rig = await DeployedAsync();
        var id = rig.Service("web").Id;

        Assert.IsType<ChangeOutcome.Made>(await rig.ApplyAsync(c => RemoveService.Apply(c, id, ServiceCondition.None)));

        Assert.Null(rig.State.Find(id));
        Assert.IsType<ChangeOutcome.NotFound>(await rig.ApplyAsync(c => RemoveService.Apply(c, id, ServiceCondition.None)));
    }

    [Fact]
    public async Task A_service_that_is_not_what_the_caller_saw_is_not_touched()
    {
        await using var rig = await DeployedAsync();
        var id = rig.Service("web").Id;
        var seen = new ServiceCondition(rig.State.ModifiedAt(Gantry.Manager.State.ObjectKey.Of(id)));

        Assert.IsType<ChangeOutcome.Made>(await rig.ApplyAsync(c => ScaleService.Apply(c, id, 2, seen)));
        Assert.IsType<ChangeOutcome.Stale>(await rig.ApplyAsync(c => ScaleService.Apply(c, id, 3, seen)));
    }

    private static async Task<ChangeRig> DeployedAsync(ServiceMode mode = ServiceMode.Replicated)
    {
        var rig = await ChangeRig.OpenAsync();
        var container = new ContainerSpec("web:1") { Environment = new Dictionary<string, string> { ["A"] = "1" } };
        await rig.DeployAsync(new StackSpec("shop", [new ServiceSpec("web", container, mode)], [], []));
        return rig;
    }

    private static Task<ChangeOutcome> ScaleAsync(ChangeRig rig, int replicas) =>
        rig.ApplyAsync(c => ScaleService.Apply(c, rig.Service("web").Id, replicas, ServiceCondition.None));

    private static Task<ChangeOutcome> UpdateAsync(ChangeRig rig, UpdateRequest request) =>
        rig.ApplyAsync(c => UpdateService.Apply(c, rig.Service("web").Id, request, ServiceCondition.None));
}
